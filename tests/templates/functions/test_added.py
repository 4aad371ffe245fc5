"""Functions that another distribution adds by entry point."""

import os
import subprocess
import sys
from pathlib import Path

SHOUT = '''
"""``shout``: a text in capitals."""

from setpoint.templates.functions.arguments import a_text
from setpoint.templates.functions.calls import Strict


class Text:
    def of(self, arguments):
        return a_text(arguments, "the argument")


NAME = "shout"
build = Strict(NAME, lambda text: text.upper(), Text()).build
'''

FALSE = '''
"""``digest``: another one."""

NAME = "digest"


def build(arguments, compiling, place):
    return "not the one that ships"
'''

PROGRAM = '''
from tests.templates.world import outputs
print(outputs("""
heat_template_version: {version}
parameters: {{word: {{type: string, default: hello}}}}
resources:
  later: {{type: OS::Heat::Value, properties: {{value: bye}}}}
outputs:
  a: {{value: {{shout: {{get_param: word}}}}}}
  b: {{value: {{shout: {{get_attr: [later, value]}}}}}}
  c: {{value: {{digest: [md5, x]}}}}
"""))
'''


def _install(folder: Path) -> None:
    (folder / "shout.py").write_text(SHOUT)
    (folder / "false_digest.py").write_text(FALSE)
    metadata = folder / "example-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: example\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        "[setpoint.template_functions]\nshout = shout\ndigest = false_digest\n"
    )


def test_an_added_function_is_there_in_every_version_and_none_that_ships_is_displaced(tmp_path: Path) -> None:
    _install(tmp_path)
    root = Path(__file__).parents[3]
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(version="2015-04-30")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(root)))},
        check=True,
        capture_output=True,
        text=True,
    )
    assert answer.stdout == "{'a': 'HELLO', 'b': 'BYE', 'c': '9dd4e461268c8034f5c8564e155c67a6'}\n"
