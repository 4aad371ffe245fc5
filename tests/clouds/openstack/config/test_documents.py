"""A file of settings may be anybody's: it is read within bounds, as openstacksdk would, or refused at a place."""

from pathlib import Path

import pytest
import yaml

from setpoint.clouds.openstack.config.documents import Document, read
from setpoint.clouds.openstack.config.loader import MAX_CHARACTERS
from setpoint.model.errors import InvalidInput

# each doubles what the one before it has, many times over
LAUGHS = "a0: &a0 [x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 12)
)

REFUSED = {
    "aliases of aliases": LAUGHS,
    "merges of merges": MERGES,
    "too deep": "[" * 10_000,
    "too deep in blocks": "? " * 10_000,
    "within itself": "a: &a [*a]\n",
    "a map within itself": "a: &a {b: *a}\n",
    "a map merged into itself": "a: &a\n  <<: *a\n",
    "too many values": "- a\n" * 30_000,
    "a number that is too long": f"a: {'1' * 5_000}\n",
    "a number that becomes too long": f"a: {'1:' * 5_000}1\n",
    "code": "a: !!python/object/apply:os.getcwd []\n",
    "a character that no text has": "a: \x00\n",
    "a list for a key": "{[a]: b}\n",
    "an alias of nothing": "a: *b\n",
    "a mark that is there twice": "a: &x 1\nb: &x 2\n",
    "bytes that are none": "a: !!binary x\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Document(Path("clouds.yaml"), REFUSED[name])
    (problem,) = refused.value.diagnostics
    assert str(problem.place).startswith("clouds.yaml")
    assert problem.summary.startswith("this is no YAML: ")


@pytest.mark.parametrize(
    "text",
    ("[" * 100_000, '{"a":' * 60 + "1" + "}" * 60, f'{{"a": {"1" * 5_000}}}', '{"a": \x01}', "\ufeff{}"),
)
def test_json_that_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="this is no JSON: "):
        Document(Path("clouds.json"), text)


@pytest.mark.parametrize(
    "text",
    (
        "", "---\n", "# nothing\n", "a: 0123\nb: 1_000\nc: 1:30\nd: 0x1F\ne: .5\n", "a: 2001-02-03\n", "a: yes\nb: ~\n",
        "a: &a {x: 1}\nb: {<<: *a, y: 2}\n", "a: {b:}\n", "a: |\n  text\n  more\n", "a: 'x'\r\nb: y\r\n", "{a: [b, c]}",
    ),
)  # fmt: skip
def test_values_are_those_of_pyyaml_in_python(text: str) -> None:
    assert Document(Path("clouds.yaml"), text).tree == yaml.safe_load(text)


def test_places() -> None:
    text = "clouds:\n  my-cloud: {auth: {user-name: u}}\n  my_cloud:\n    regions:\n    - a\n    - name: b\n"
    document = Document(Path("c.yaml"), text)
    found = [
        document.place("clouds", "my-cloud"),
        document.place("clouds", "my_cloud"),
        document.place("clouds", "my-cloud", "auth", "user_name"),
        document.place("clouds", "my_cloud", "regions", 1),
        document.place("clouds", "my_cloud", "regions", 1, "name"),
        document.nearest("clouds", "my_cloud", "regions", 9),
        document.nearest("nothing"),
    ]
    where = ["2:3", "3:3", "2:21", "6:7", "6:7", "4:5"]
    assert [str(place) for place in found] == [*(f"c.yaml:{one}" for one in where), "c.yaml"]
    assert document.place("clouds", "my_cloud", "regions", 9) is None
    assert document.place("clouds", "my_cloud", "regions", "name") is None


def test_places_in_json_that_is_no_yaml() -> None:
    document = Document(Path("c.json"), '{"a": "\t"}'.replace("\t", "\\/\\uD83D\\uDE00"))
    assert document.tree == {"a": "/\U0001f600"}
    assert document.nearest("a").file == "c.json"


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "clouds.yaml"
    assert read(path) is None
    assert read(tmp_path) is None
    path.write_text("a: 1\n")
    document = read(path)
    assert document is not None
    assert document.tree == {"a": 1}
    path.write_bytes(b"a: \xff\n")
    with pytest.raises(InvalidInput, match="this is no UTF-8 text"):
        read(path)
    path.write_text("#" * (MAX_CHARACTERS + 1))
    with pytest.raises(InvalidInput, match="longer than"):
        read(path)
