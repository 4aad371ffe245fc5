"""Gathering a template with its environments, parameters, and every file that these name."""

import base64
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from setpoint.cli import reading, sources
from setpoint.cli.sources import Given, read_source
from setpoint.model.errors import InvalidInput
from tests.cli.shell import HEADER, Shell

INNER = HEADER + "resources: {one: {type: OS::Heat::Value, properties: {value: {get_file: motd}}}}\n"


def test_files_are_named_as_seen_from_the_stacks_template(shell: Shell) -> None:
    shell.write("app/stack.yaml", "resources: {one: {type: lib/web.yaml}, two: {type: ../shared/web.yaml}}\n")
    shell.write("app/lib/web.yaml", INNER, header=False)
    shell.write("app/lib/motd", "hello")
    shell.write("shared/web.yaml", INNER, header=False)
    shell.write("shared/motd", "good day")
    found = read_source(Given("app/stack.yaml"))
    assert found.template_name == "app/stack.yaml"
    assert dict(found.files) == {
        "lib/web.yaml": INNER,
        "../shared/web.yaml": INNER,
        "lib/motd": "hello",
        "../shared/motd": "good day",
    }


def test_the_same_files_elsewhere_make_the_same_source(shell: Shell) -> None:
    for place in ("here", "over/there"):
        shell.write(f"{place}/stack.yaml", "resources: {one: {type: lib/web.yaml}}\n")
        shell.write(f"{place}/lib/web.yaml", INNER, header=False)
        shell.write(f"{place}/lib/motd", "hello")
    here, there = read_source(Given("here/stack.yaml")), read_source(Given("over/there/stack.yaml"))
    assert (here.template, here.files) == (there.template, there.files)


def test_a_registry_names_templates_beside_its_environment(shell: Shell) -> None:
    shell.write("app/stack.yaml", "resources: {one: {type: My::Web}}\n")
    shell.write("envs/prod.yaml", "resource_registry: {My::Web: types/web.yaml}\n", header=False)
    shell.write("envs/types/web.yaml", INNER, header=False)
    shell.write("envs/types/motd", "hello")
    found = read_source(Given("app/stack.yaml", ["envs/prod.yaml"]))
    assert set(found.files) == {"../envs/types/web.yaml", "../envs/types/motd"}
    shell.good("validate", "app", "-e", "envs/prod.yaml")


@pytest.mark.parametrize("base", ("../types", "file://FOLDER/types", "FOLDER/types/"))
def test_a_registry_may_have_a_base(shell: Shell, base: str) -> None:
    shell.write("t.yaml", "resources: {one: {type: My::Web}}\n")
    base = base.replace("FOLDER", str(shell.folder))
    shell.write("envs/prod.env", f"resource_registry: {{base_url: '{base}', My::Web: web.yaml}}\n")
    shell.write("types/web.yaml", "resources: {}\n")
    assert set(read_source(Given("t.yaml", ["envs/prod.env"])).files) == {"types/web.yaml"}
    shell.good("validate", "t.yaml", "-e", "envs/prod.env")


def test_later_environments_win_and_parameters_outweigh_them(shell: Shell) -> None:
    text = "parameters: {a: {type: string}, b: {type: string}, c: {type: string}}\n"
    text += "outputs: {all: {value: {list_join: ['', [{get_param: a}, {get_param: b}, {get_param: c}]]}}}\n"
    shell.write("t.yaml", text)
    shell.write("one.env", "parameters: {a: 1, b: 1, c: 1}\n")
    shell.write("two.env", "parameters: {b: 2, c: 2}\n")
    shell.write("three.txt", "3")
    ran = shell.good(
        "up", "t.yaml", "-e", "one.env", "-e", "two.env", "--parameter-file", "c=three.txt", "--yes"
    )
    assert "  all  123" in ran.out
    assert (
        "  all  124" in shell.good("up", "t.yaml", "-e", "one.env", "-e", "two.env", "-P", "c=4", "--yes").out
    )


def test_a_value_may_hold_the_sign_that_ends_its_name(shell: Shell) -> None:
    shell.write("t.yaml", "parameters: {a: {type: string}}\n")
    assert read_source(Given("t.yaml", parameters=["a=b=c"])).parameters == {"a": "b=c"}


def test_what_is_no_text_is_handed_over_in_base64(shell: Shell) -> None:
    shell.write("t.yaml", "outputs: {one: {value: {get_file: picture}}}\n")
    (shell.folder / "picture").write_bytes(b"\x89PNG\xff")
    found = read_source(Given("t.yaml")).files["picture"]
    assert base64.decodebytes(found.encode()) == b"\x89PNG\xff"


def test_a_file_of_a_template_may_be_named_absolutely(shell: Shell, tmp_path: Path) -> None:
    shell.write("motd", "hello")
    shell.write(
        "t.yaml",
        f"outputs: {{one: {{value: {{get_file: {tmp_path}/motd}}}}, "
        f"two: {{value: {{get_file: 'file://{tmp_path}/motd'}}}}}}\n",
    )
    assert set(read_source(Given("t.yaml")).files.values()) == {"hello"}
    shell.good("validate", "t.yaml")


def test_a_pipe_that_a_template_names_is_not_waited_for(shell: Shell) -> None:
    os.mkfifo(shell.folder / "pipe")
    shell.write("t.yaml", "outputs: {one: {value: {get_file: pipe}}}\n")
    with pytest.raises(InvalidInput) as refused:
        read_source(Given("t.yaml"))
    assert refused.value.diagnostics[0].place


def test_files_are_bounded(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.write("t.yaml", "outputs: {one: {value: {get_file: big}}}\n")
    shell.write("big", "x" * 2000)
    monkeypatch.setattr(reading, "MAX_BYTES", 1000)
    with pytest.raises(InvalidInput, match="'big' is too large"):
        read_source(Given("t.yaml"))


def test_the_number_of_files_is_bounded(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.write("t.yaml", "resources: {one: {type: a.yaml}}\n")
    shell.write("a.yaml", "resources: {one: {type: b.yaml}}\n")
    shell.write("b.yaml", "resources: {}\n")
    monkeypatch.setattr(sources, "MAX_FILES", 1)
    with pytest.raises(InvalidInput, match="too many files"):
        read_source(Given("t.yaml"))


# --- from a server


@pytest.fixture
def served(shell: Shell) -> Iterator[str]:
    """Serve the shell's folder; gives its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(shell.folder))

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_template_and_its_files_may_come_from_a_server(shell: Shell, served: str) -> None:
    shell.write("app/stack.yaml", "resources: {one: {type: lib/web.yaml}}\n")
    shell.write("app/lib/web.yaml", INNER, header=False)
    shell.write("app/lib/motd", "hello")
    assert dict(read_source(Given(f"{served}/app/stack.yaml")).files) == {
        "lib/web.yaml": INNER,
        "lib/motd": "hello",
    }
    assert shell.good("plan", f"{served}/app/stack.yaml", "--json").json["stack_name"] == "app"


def test_a_file_may_come_from_a_server(shell: Shell, served: str) -> None:
    shell.write("motd", "hello")
    shell.write("t.yaml", f"outputs: {{one: {{value: {{get_file: '{served}/motd'}}}}}}\n")
    assert dict(read_source(Given("t.yaml")).files) == {f"{served}/motd": "hello"}


def test_what_a_server_does_not_have_is_told(shell: Shell, served: str) -> None:
    shell.write("t.yaml", f"outputs: {{one: {{value: {{get_file: '{served}/gone'}}}}}}\n")
    with pytest.raises(InvalidInput, match="cannot read the file") as refused:
        read_source(Given("t.yaml"))
    assert refused.value.diagnostics[0].place


def test_a_nested_template_from_a_server_names_files_beside_it(shell: Shell, served: str) -> None:
    shell.write("t.yaml", f"resources: {{one: {{type: '{served}/lib/web.yaml'}}}}\n")
    shell.write("lib/web.yaml", INNER, header=False)
    shell.write("lib/motd", "hello")
    assert read_source(Given("t.yaml")).files[f"{served}/lib/motd"] == "hello"
    shell.good("validate", "t.yaml")


def test_a_template_from_a_server_gets_no_file_of_this_machine(shell: Shell, served: str) -> None:
    shell.write("motd", "hello")
    shell.write("t.yaml", f"outputs: {{one: {{value: {{get_file: 'file://{shell.folder}/motd'}}}}}}\n")
    with pytest.raises(InvalidInput, match="a template from a server cannot name"):
        read_source(Given(f"{served}/t.yaml"))
