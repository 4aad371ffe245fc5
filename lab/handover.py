"""What a running lab leaves for whoever uses it: clouds.yaml, openrc, and how to listen on the bus."""

import json
from pathlib import Path

from lab.catalogue import PERSON
from lab.place import Place
from lab.settings import IP, MAIN_REGION, PASSWORD, Settings

CLOUDS = {"lab": (PERSON, MAIN_REGION), "lab-admin": ("admin", MAIN_REGION), "lab-two": (PERSON, "RegionTwo")}

CLOUD = """\
  {cloud}:
    auth_type: password
    auth:
      auth_url: {auth_url}
      username: {user}
      password: {password}
      project_name: {user}
      user_domain_id: default
      project_domain_id: default
    identity_api_version: "3"
    interface: public
    region_name: {region}
"""
OPENRC = """\
# Source this to be an ordinary user of the lab with the command `openstack`; its administrator is OS_CLOUD=lab-admin.
export OS_CLIENT_CONFIG_FILE={clouds}
export OS_CLOUD=lab
export PATH="$PATH:{bin}"
"""


def clouds_file(settings: Settings) -> Path:
    """Return where clouds.yaml lies."""
    return settings.home / "clouds.yaml"


def openrc_file(settings: Settings) -> Path:
    """Return where openrc lies."""
    return settings.home / "openrc"


def bus_file(settings: Settings) -> Path:
    """Return where the addresses of the message buses lie: JSON, by region."""
    return settings.home / "bus.json"


def write(settings: Settings) -> None:
    """Write the files, for the regions that there are."""
    place = Place(settings, MAIN_REGION)
    entries = [
        CLOUD.format(cloud=cloud, auth_url=place.auth_url, user=user, password=PASSWORD, region=region)
        for cloud, (user, region) in _clouds(settings).items()
    ]
    clouds_file(settings).write_text("clouds:\n" + "".join(entries))
    openrc_file(settings).write_text(OPENRC.format(clouds=clouds_file(settings), bin=settings.venv / "bin"))
    if not settings.spawn_file.exists():
        settings.spawn_file.write_text("0\n")
    port = settings.port("rabbitmq")
    bus = {region: f"amqp://observer:{PASSWORD}@{IP}:{port}/{region}" for region in settings.regions}
    bus_file(settings).write_text(json.dumps(bus, indent=2) + "\n")


def describe(settings: Settings) -> str:
    """Return what is told at the end of a start."""
    return "\n".join(
        [
            f"clouds.yaml  {clouds_file(settings)}  ({', '.join(_clouds(settings))})",
            f"openrc       {openrc_file(settings)}",
            f"bus          {bus_file(settings)}",
            f"access logs  {settings.home / 'access'}",
            f"logs         {settings.home / 'log'}",
            f"build time   {settings.spawn_file}  (seconds that a server takes to build)",
        ]
    )


def _clouds(settings: Settings) -> dict[str, tuple[str, str]]:
    return {cloud: entry for cloud, entry in CLOUDS.items() if entry[1] in settings.regions}
