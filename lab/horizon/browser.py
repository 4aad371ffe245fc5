"""The browser that looks at the dashboard where there is no screen: Debian's, with the driver that belongs to it."""

from lab.packages import install_debian
from lab.settings import Settings
from lab.turn import turn

PACKAGES = ("chromium", "chromium-driver")


def install_browser(settings: Settings) -> None:
    """Install it where it is missing."""
    with turn(settings, "horizon"):
        install_debian(settings, PACKAGES)
