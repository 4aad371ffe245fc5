"""The dashboard in its environment: its packages, Heat's pages in it, its settings, and what browsers load of it."""

import shutil
from pathlib import Path

from lab.commands import run
from lab.packages import QUIETLY
from lab.place import Place
from lab.settings import IP, MAIN_REGION, Settings
from lab.telling import say

PACKAGES = ("horizon==27.0.0", "heat-dashboard==16.0.0", "pymemcache==4.0.0")
LOCAL_SETTINGS = """\
ALLOWED_HOSTS = ["{ip}"]
SECRET_KEY = "of the lab, where everybody's password is lab"
OPENSTACK_KEYSTONE_URL = "{auth_url}"
DEFAULT_SERVICE_REGIONS = {{"*": "{region}"}}
CACHES = {{
    "default": {{
        "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
        "LOCATION": "{memcached}",
        "KEY_PREFIX": "horizon",
    }}
}}
AVAILABLE_THEMES = [("default", "Default", "themes/default")]
STATIC_ROOT = "{static}"
COMPRESS_OFFLINE = True
"""


class Installation:
    """Where the dashboard lies in a lab's folder."""

    def __init__(self, settings: Settings) -> None:
        """Have it below the folder of the clients."""
        self._place = Place(settings, MAIN_REGION)
        self.folder = settings.home / "clients" / "horizon"
        self.venv = self.folder / "venv"
        self.static = self.folder / "static"

    def install(self) -> None:
        """Make it where it is missing, or is for other releases or another lab."""
        local_settings = LOCAL_SETTINGS.format(
            ip=IP,
            auth_url=self._place.auth_url,
            region=MAIN_REGION,
            memcached=self._place.memcached,
            static=self.static,
        )
        stamp = self.folder / "made-of"
        wanted = "\n".join((*PACKAGES, local_settings))
        if stamp.exists() and stamp.read_text() == wanted:
            return
        say("installing OpenStack's dashboard, with Heat's pages, from PyPI")
        python = self.venv / "bin" / "python"
        self._run("/usr/bin/python3", "-m", "venv", "--clear", self.venv)
        self._run(python, "-m", "pip", "install", "--no-compile", *PACKAGES)
        self._add_heats_pages(local_settings)
        say("collecting what browsers load of it")
        django = (python, "-m", "django")
        self._run(
            *django, "collectstatic", "--noinput", "--clear", "--settings", "openstack_dashboard.settings"
        )
        self._run(*django, "compress", "--force", "--settings", "openstack_dashboard.settings")
        stamp.write_text(wanted)

    def _add_heats_pages(self, local_settings: str) -> None:
        """Put files where Heat's dashboard asks its operators to put them."""
        (packages,) = self.venv.glob("lib/python3.*/site-packages")
        heat, dashboard = packages / "heat_dashboard", packages / "openstack_dashboard"
        (dashboard / "local" / "local_settings.py").write_text(local_settings)
        for source, target in (
            (heat / "enabled", dashboard / "local" / "enabled"),
            (heat / "local_settings.d", dashboard / "local" / "local_settings.d"),
            (heat / "conf", dashboard / "conf"),
        ):
            shutil.copytree(source, target, dirs_exist_ok=True)

    def _run(self, *command: str | Path) -> None:
        run(command, self._place.settings.home / "log" / "clients" / "horizon-installation.log", QUIETLY)
