"""An operator's policy.yaml: what it says counts, and what is wrong in it is told where it stands."""

from pathlib import Path

import pytest

from setpoint.api.policy import Policy, read_policy
from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.errors import InvalidInput
from tests.api.policy.people import HERE, PEOPLE


def read(folder: Path, text: str, name: str = "policy.yaml") -> tuple[Policy, tuple[Diagnostic, ...]]:
    file = folder / name
    file.write_text(text)
    return read_policy(file)


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(InvalidInput) as problem:
        read(folder, text)
    return [str(one).removeprefix(f"{folder}/") for one in problem.value.diagnostics]


def test_without_a_file_the_built_in_rules_count() -> None:
    policy, warnings = read_policy(None)
    assert policy.allows("stacks:create", PEOPLE["m"], HERE)
    assert not warnings


@pytest.mark.parametrize("text", ("", "# nothing yet\n", "{}", "---\n"))
def test_an_empty_file_changes_nothing(tmp_path: Path, text: str) -> None:
    policy, warnings = read(tmp_path, text)
    assert policy.rules() == Policy().rules()
    assert not warnings


def test_its_rules_count_in_place_of_those_of_the_same_names(tmp_path: Path) -> None:
    policy, warnings = read(
        tmp_path,
        """
        boss: role:boss or rule:project_admin
        "stacks:delete": "rule:boss and project_id:%(project_id)s"
        stacks:create: '!'
        stacks:abandon: ""
        stacks:update:
          - [role:boss]
          - [role:member, project_id:%(project_id)s]
        """,
    )
    assert not warnings
    assert policy.allows("stacks:delete", PEOPLE["a"], HERE)
    assert not policy.allows("stacks:delete", PEOPLE["m"], HERE)
    assert not policy.allows("stacks:create", PEOPLE["a"], HERE)
    assert policy.allows("stacks:abandon", PEOPLE["n"], HERE)
    assert policy.allows("stacks:update", PEOPLE["m"], HERE)
    assert not policy.allows("stacks:update", PEOPLE["M"], HERE)
    assert policy.allows("stacks:show", PEOPLE["r"], HERE)
    place = policy.rules()["stacks:delete"].place
    assert place is not None
    assert (place.line, place.column) == (3, 9)


def test_json_is_read_too(tmp_path: Path) -> None:
    policy, _ = read(tmp_path, '{\n  "stacks:create": "role:boss"\n}', "policy.json")
    assert not policy.allows("stacks:create", PEOPLE["m"], HERE)


@pytest.mark.parametrize(
    ("text", "words"),
    (
        ("stacks:create: role:admin or", "policy.yaml:1:16: the rule ends after 'or', in 'stacks:create'"),
        ("\nstacks:create:\n", "there is no rule, in 'stacks:create'"),
        ("stacks:create: true", "policy.yaml:1:16: a rule is a text, not the value true"),
        ("- role:admin", "policy.yaml: a policy file must be a map"),
        ("stacks:create: [role:admin", "policy.yaml:"),
        ("a: role:x\na: role:y", "policy.yaml:2:1: the key 'a' stands here a second time"),
        ("a: rule:b\nb: rule:c\nc: rule:a", "refers to itself: "),
        ("a: not rule:a", "policy.yaml:1:1: the rule 'a' refers to itself: a -> a"),
        ("deny_everybody: rule:stacks:global_index", "refers to itself"),
    ),
)
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str, words: str) -> None:
    assert any(words in one for one in refused(tmp_path, text)), refused(tmp_path, text)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, "a: role\nb: role:x\nc: (role:x\nd: 3")) == 3


@pytest.mark.parametrize(
    ("text", "words", "advice"),
    (
        ("stacks:creat: role:x", "nothing asks for the rule 'stacks:creat'", "stacks:create"),
        ("helper: role:x", "nothing asks for the rule 'helper'", "policy list"),
        ("helper: not (role:x or role:y)", "nothing asks for the rule 'helper'", "policy list"),
        ("stacks:create: rule:membr\nmember: role:x", "there is no rule 'membr'", "'member'"),
        ("stacks:create: projct_id:%(project_id)s", "no caller has a credential 'projct_id'", "'project_id'"),
        ("stacks:create: member:%(role)s", "no caller has a credential 'member'", "quotes"),
        (
            "resource_types:OS::Nova::Sever: '!'",
            "nothing asks for the rule 'resource_types:OS::Nova::Sever'",
            "",
        ),
    ),
)
def test_what_has_no_effect_is_a_warning(tmp_path: Path, text: str, words: str, advice: str) -> None:
    _, warnings = read(tmp_path, text)
    assert {one.severity for one in warnings} == {Severity.WARNING}
    (one,) = (one for one in warnings if words in one.summary)
    assert advice in one.advice
    assert one.place is not None
    assert one.place.line == 1


def test_types_of_resources_may_be_named(tmp_path: Path) -> None:
    policy, warnings = read(tmp_path, "resource_types:OS::Nova::Server: '!'\nresource_types:OS::Zun::*: '!'")
    assert not warnings
    assert not policy.allows_type("OS::Nova::Server", PEOPLE["a"])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"policy\.yaml cannot be read: No such file"):
        read_policy(tmp_path / "policy.yaml")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match="no UTF-8"):
        read_policy(tmp_path / "policy.yaml")


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    assert "more than 1,048,576 bytes" in refused(tmp_path, "#" * 1024 * 1025)[0]


def test_rules_over_many_others_are_no_trouble(tmp_path: Path) -> None:
    chain = "\n".join(f"r{number}: rule:r{number + 1}" for number in range(900))
    policy, _ = read(tmp_path, f"stacks:create: rule:r0\n{chain}\nr900: role:member")
    assert policy.allows("stacks:create", PEOPLE["m"], HERE)
    assert not policy.allows("stacks:create", PEOPLE["r"], HERE)


def test_rules_within_too_many_others_are_refused(tmp_path: Path) -> None:
    def chain(length: int) -> str:
        rules = [f"r{number}: role:x or not rule:r{number + 1}" for number in range(length)]
        return "\n".join(["stacks:create: rule:r0", *rules, f"r{length}: role:member"])

    policy, _ = read(tmp_path, chain(90))
    assert policy.allows("stacks:create", PEOPLE["m"], HERE)
    assert "more than 200 checks stand within each other" in refused(tmp_path, chain(900))[0]
