"""The places of a TOML text's statements, and of its mistakes."""

import pytest

from setpoint.api.service.config.statements import parsed
from setpoint.model.errors import InvalidInput
from setpoint.model.place import Place

TEXT = '''# a comment
[service]
listen = "127.0.0.1:0"  # another

  workers = 2
allowed_origins = [
    "https://a",  # [keystone]
    "https://b",
]
cert_file = """
[policy]
policy_file = "no"
"""

["keystone"]
auth_url = 'http://k'
nested.deep = 1

[[lists]]
a = { b = 1, c = 2 }
'''


def test_each_key_has_its_place() -> None:
    said, places = parsed(TEXT, "f")
    assert said["service"]["allowed_origins"] == ["https://a", "https://b"]
    found = {".".join(keys): (place.line, place.column) for keys, place in places.items()}
    assert found == {
        "service": (2, 1),
        "service.listen": (3, 1),
        "service.workers": (5, 3),
        "service.allowed_origins": (6, 1),
        "service.cert_file": (10, 1),
        "keystone": (15, 1),
        "keystone.auth_url": (16, 1),
        "keystone.nested": (17, 1),
        "keystone.nested.deep": (17, 1),
        "lists": (19, 1),
        "lists.a": (20, 1),
    }


@pytest.mark.parametrize(
    ("text", "place"),
    (
        ("a = 1\nb = \n", Place("f", 2, 5)),
        ("[a\n", Place("f", 1, 3)),
        ('a = "b', Place("f", 1)),
        ("a = 1\na = 2\n", Place("f", 2, 6)),
    ),
)
def test_a_mistake_has_its_place(text: str, place: Place) -> None:
    with pytest.raises(InvalidInput) as refused:
        parsed(text, "f")
    (told,) = refused.value.diagnostics
    assert told.place == place
    assert told.summary.startswith("this is no TOML")
