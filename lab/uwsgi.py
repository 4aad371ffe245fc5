"""The APIs run under uwsgi, as in most installations, and write access logs that are all alike.

A line of `access/REGION/NAME.log`:

    127.0.0.1 [31/Jan/2030:12:00:00 +0000] "GET /v2.1/servers" 200 99B 56ms at=1896091200123 host=127.0.0.1:18774 "me"
"""

from pathlib import Path

from lab import ini
from lab.place import Place
from lab.processes import Daemon
from lab.service import Api
from lab.settings import HEAT_IP, IP

LINE = '%(addr) [%(ltime)] "%(method) %(uri)" %(status) %(size)B %(msecs)ms at=%(tmsecs) host=%(host) "%(uagent)"'


def access_log(here: Place, api: str) -> Path:
    """Return the file that lists the requests an API has answered."""
    return here.settings.home / "access" / here.name / f"{api}.log"


def daemon(here: Place, service: str, api: Api) -> Daemon:
    """Return the server of an API."""
    command = ("/usr/bin/uwsgi-core", "--ini", configuration_file(here, api))
    return Daemon(here.name, api.name, command, here.env(service))


def configuration_file(here: Place, api: Api) -> Path:
    """Return where the configuration of an API's server lies."""
    return here.configuration / "uwsgi" / f"{api.name}.ini"


def configuration(here: Place, api: Api) -> str:
    """Return the configuration of an API's server."""
    port = here.port(api.port)
    source = "wsgi-file" if api.module.endswith(".py") else "module"
    text = ini.text(
        {
            "uwsgi": {
                "plugins": "logfile,python3",
                "http-socket": f"{IP}:{port}",
                source: api.module.format(etc=here.configuration),
                "virtualenv": here.settings.venv,
                "master": True,
                "processes": here.settings.workers if api.busy and here.main else 1,
                "enable-threads": True,
                "lazy-apps": True,  # each process loads the service for itself: it shares no connection with another
                "thunder-lock": True,
                "need-app": True,  # a service that cannot be loaded ends the server, so that it is noticed
                "die-on-term": True,
                "buffer-size": 65535,
                "listen": min(1024, int(Path("/proc/sys/net/core/somaxconn").read_text())),
                "wsgi-manage-chunked-input": True,
                "add-header": "Connection: close",
                "log-format": LINE,
                "req-logger": f"file:{access_log(here, api.name)}",
            }
        }
    )
    return text + f"http-socket = {HEAT_IP}:{port}\n"
