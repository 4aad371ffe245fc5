"""Nobody listens to the world by accident: beyond this machine, there must be a Keystone to say who asks, and TLS."""

from __future__ import annotations

import ipaddress
import socket

from setpoint.api.settings import Config
from setpoint.model.errors import InvalidInput


def check_exposure(config: Config) -> None:
    """Raise InvalidInput where the API would be open beyond this machine, and nobody has said that it may be."""
    lacking = [
        word
        for word, is_there in (("Keystone", config.has_keystone), ("TLS", config.has_tls))
        if not is_there
    ]
    if not lacking or config.service.insecure_listen or is_of_this_machine(config.service.listen.host):
        return
    others = {
        "Keystone": "whoever has the one token of this machine could do everything",
        "TLS": "tokens could be read on the way",
    }
    raise InvalidInput.because(
        f"{config.service.listen} can be reached from other machines, and there is no {' and no '.join(lacking)}",
        detail="; ".join(others[one] for one in lacking),
        advice="listen on 127.0.0.1, or set service.cert_file and keystone.auth_url; "
        "--insecure-listen listens all the same",
    )


def is_of_this_machine(host: str) -> bool:
    """Whether nobody but this machine reaches what listens on ``host``. What cannot be told is not so."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback for *_, address in found)
