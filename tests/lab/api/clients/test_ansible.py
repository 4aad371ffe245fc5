"""Ansible's modules for stacks make, change, show and remove one with Setpoint."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from lab import clients
from lab.catalogue import BESIDE
from tests.lab.api.person import PASSWORD, Person
from tests.lab.conftest import RunningLab

pytestmark = pytest.mark.lab

TEMPLATE = """
heat_template_version: 2021-04-16
parameters:
  length: {type: number, default: 32}
resources:
  word: {type: OS::Heat::RandomString, properties: {length: {get_param: length}}}
outputs:
  word: {value: {get_attr: [word, value]}}
"""
PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: make
      openstack.cloud.stack:
        {name: app, template: app.yaml, parameters: {length: 20}, tag: "a,b", timeout: 300}
      register: made
    - openstack.cloud.stack_info: {name: app}
      register: shown
    - name: change
      openstack.cloud.stack: {name: app, template: app.yaml, parameters: {length: 21}, rollback: true}
      register: changed
    - name: only say what would be done
      openstack.cloud.stack: {name: app, state: absent}
      check_mode: true
      register: said
    - name: remove
      openstack.cloud.stack: {name: app, state: absent}
      register: removed
    - openstack.cloud.stack_info: {name: app}
      register: gone
    - name: remove once more
      openstack.cloud.stack: {name: app, state: absent}
      register: again
    - assert:
        that:
          - made.changed and made.stack.status == 'CREATE_COMPLETE'
          - shown.stacks | length == 1 and shown.stacks[0].id == made.stack.id
          - made.stack.parameters['length'] == '20' and made.stack.tags == ['a', 'b']
          - changed.stack.id == made.stack.id and changed.stack.status == 'UPDATE_COMPLETE'
          - changed.stack.outputs[0].output_value | length == 21
          - said.changed and removed.changed and not again.changed
          - gone.stacks == []
"""


@pytest.mark.usefixtures("beside")
def test_the_modules_for_stacks(lab: RunningLab, person: Person, tmp_path: Path) -> None:
    programs = clients.ansible(lab.settings)
    (tmp_path / "app.yaml").write_text(TEMPLATE)
    (tmp_path / "site.yaml").write_text(PLAYBOOK)
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("OS_", "ANSIBLE_"))},
        "ANSIBLE_COLLECTIONS_PATH": str(clients.folder(lab.settings, "ansible") / "collections"),
        "ANSIBLE_HOME": str(tmp_path),
        "OS_AUTH_URL": person.url,
        "OS_USERNAME": person.name,
        "OS_PASSWORD": PASSWORD,
        "OS_PROJECT_ID": person.project,
        "OS_USER_DOMAIN_ID": "default",
        "OS_REGION_NAME": BESIDE,
    }
    command: list[str | Path] = [
        programs / "ansible-playbook",
        "-i",
        "localhost,",
        "-c",
        "local",
        "site.yaml",
    ]
    python = f"ansible_python_interpreter={programs / 'python'}"
    ran = subprocess.run(
        [*command, "-e", python],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "failed=0" in ran.stdout
