"""The tests, where they come from, and what they are told of the lab."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lab.catalogue import PERSON
from lab.commands import run
from lab.packages import QUIETLY
from lab.place import Place
from lab.settings import MAIN_REGION, PASSWORD, Settings
from lab.telling import say

PACKAGES = (
    "tempest==47.0.0",
    "heat-tempest-plugin==3.0.0",
    "stestr==4.2.1",
    "python-subunit==1.4.6",
    "setuptools<81",  # a client of the plugin still imports pkg_resources
    # what the tests in Heat's own package import besides
    *(
        "testscenarios",
        "fixtures",
        "oslo.messaging",
        "oslo.log",
        "python-keystoneclient",
        "python-swiftclient",
    ),
)


@dataclass(frozen=True)
class Suite:
    """Tests that are published together; ``package`` is where they are, ``folder`` what of it is run."""

    name: str
    title: str
    package: str
    folder: str


SUITES = (
    Suite("api", "heat-tempest-plugin 3.0.0, API", "heat_tempest_plugin", "tests/api"),
    Suite("functional", "heat-tempest-plugin 3.0.0, functional", "heat_tempest_plugin", "tests/functional"),
    Suite("integration", "Heat's own functional tests", "heat_integrationtests", "functional"),
)

TEMPEST = """\
[DEFAULT]
log_file = {folder}/tempest.log
[oslo_concurrency]
lock_path = {folder}/lock
[auth]
use_dynamic_credentials = false
[identity]
uri_v3 = {auth_url}
auth_version = v3
region = {region}
v3_endpoint_type = publicURL
[service_available]
heat = true
[heat_plugin]
catalog_type = orchestration
endpoint_type = public
auth_url = {auth_url}
auth_version = 3
region = {region}
username = {person}
password = {password}
project_name = {person}
user_domain_name = Default
user_domain_id = default
project_domain_name = Default
project_domain_id = default
admin_username = admin
admin_password = {password}
admin_project_name = admin
instance_type = m1.small
minimal_instance_type = m1.nano
image_ref = cirros
minimal_image_ref = cirros
network_for_ssh = private
fixed_network_name = private
fixed_subnet_name = private-subnet
floating_network_name = public
skip_scenario_tests = true
build_timeout = 120
build_interval = 1
convergence_engine_enabled = true
hidden_stack_tag = data-processing-cluster
"""


class Environment:
    """Where the tests are installed, apart from everything else of the lab, and told of it."""

    def __init__(self, settings: Settings) -> None:
        """Have it in the lab's folder."""
        self._settings = settings
        self.folder = settings.home / "conformance"
        self.venv = self.folder / "venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.venv / "bin" / "python"

    def install(self) -> None:
        """Make it where it is missing or is for other releases."""
        stamp = self.folder / "packages"
        wanted = "\n".join(PACKAGES)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        say("installing the tests from PyPI")
        log = self._settings.home / "log" / "conformance-pip.log"
        run(["/usr/bin/python3", "-m", "venv", "--clear", self.venv], log, QUIETLY)
        run([self.python, "-m", "pip", "install", *PACKAGES], log, QUIETLY)
        own = next(self.venv.glob("lib/python3.*/site-packages")) / "heat_integrationtests"
        own.symlink_to(self._settings.packages_folder / "heat_integrationtests")
        stamp.write_text(wanted)

    def configure(self, region: str) -> Path:
        """Write what they are told; the folder that it lies in."""
        folder = self.folder / region
        folder.mkdir(parents=True, exist_ok=True)
        place = Place(self._settings, MAIN_REGION)
        text = TEMPEST.format(
            folder=folder, auth_url=place.auth_url, region=region, person=PERSON, password=PASSWORD
        )
        (folder / "tempest.conf").write_text(text)
        return folder

    def top(self, suite: Suite) -> Path:
        """The folder that a suite's package lies in."""
        return next(self._packages(suite))

    def _packages(self, suite: Suite) -> Iterator[Path]:
        for folder in self.venv.glob("lib/python3.*/site-packages"):
            if (folder / suite.package).exists():
                yield folder
