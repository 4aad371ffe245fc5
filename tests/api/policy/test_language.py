"""Rules are understood as oslo.policy's documentation has it, and what cannot be understood is told."""

import pytest

from setpoint.api.caller import Caller
from setpoint.api.policy import Policy
from setpoint.api.policy.language import Malformed, parse
from setpoint.api.policy.rule import Rule
from setpoint.model.value import Plain
from tests.api.policy.people import PEOPLE, caller

MEMBER = PEOPLE["m"]
ME = caller("member", "Auditor".lower(), user_domain_id="default", project_domain_id="d1")


def holds(rule: Plain, who: Caller = MEMBER, **target: str) -> bool:
    policy = Policy([Rule("it", parse(rule)), Rule("helper", parse("role:member"))])
    return policy.allows("it", who, {"project_id": "here", **target})


@pytest.mark.parametrize(
    "rule",
    (
        "",
        "@",
        "role:member",
        "role:MEMBER",
        "not role:admin",
        "not not role:member",
        "role:admin or role:member",
        "role:member and role:reader",
        "role:admin or role:member and role:reader",
        "role:member and role:reader or role:admin",
        "not role:admin and role:member",
        "not (role:admin and role:member)",
        "(role:admin or role:member) AND NOT role:admin",
        "((role:member))",
        "( role:member )",
        "rule:helper",
        "rule:stacks:create",
        "project_id:%(project_id)s",
        "tenant:%(project_id)s",
        "project_id:here",
        "user_id:somebody",
        "user:%(user_id)s",
        "role:%(wanted_role)s",
        "'member':%(wanted_role)s",
        '"member":%(wanted_role)s',
        "True:%(enabled)s",
        "12:%(size)s",
        "project_id:%(first)s%(rest)s",
        "'50%':50%%",
        "roles:member",
        "system_scope:None",
        "domain_id:None",
        "is_admin_project:True",
        "is_admin:False",
        [],
        ["role:member"],
        ["role:admin", "role:member"],
        [["role:member", "project_id:%(project_id)s"]],
        [["role:admin"], ["role:member", "role:reader"]],
        ["", "role:member"],
    ),
    ids=str,
)
def test_what_holds(rule: Plain) -> None:
    assert holds(
        rule,
        user_id="somebody",
        wanted_role="Member".lower(),
        enabled="True",
        size="12",
        first="he",
        rest="re",
    )


@pytest.mark.parametrize(
    "rule",
    (
        "!",
        "role:admin",
        "not role:member",
        "role:admin and role:member or role:admin",
        "role:member and (role:admin or role:manager)",
        "not role:member or role:admin",
        "project_id:elsewhere",
        "project_id:%(other)s",
        "project_id:%(nothing_of_that_name)s",
        "role:%(nothing_of_that_name)s",
        "'member':%(nothing_of_that_name)s",
        "rule:nothing_of_that_name",
        "nothing_of_that_name:here",
        "roles:Member",
        "is_admin:True",
        "system_scope:all",
        "False:%(enabled)s",
        [""],
        [[]],
        [["role:member", "role:admin"]],
        ["role:admin", "role:manager"],
    ),
    ids=str,
)
def test_what_does_not(rule: Plain) -> None:
    assert not holds(rule, other="elsewhere", enabled="True")


def test_credentials_besides() -> None:
    assert holds("user_domain_id:default and project_domain_id:%(domain)s and role:auditor", ME, domain="d1")
    assert not holds("user_domain_id:%(domain)s", ME, domain="d1")


def test_who_has_no_project_is_not_in_one_that_is_called_none() -> None:
    nowhere = PEOPLE["0"]
    assert holds("project_id:None", nowhere)
    assert not holds("project_id:%(project_id)s", nowhere, project_id="None")
    assert not holds("project_id:%(project_id)s", nowhere, project_id="")
    assert not holds("project_id:%(project_id)s%(more)s", nowhere, project_id="", more="")


def test_administrators_are_who_the_rule_says() -> None:
    rules = [Rule("context_is_admin", parse("role:boss")), Rule("it", parse("is_admin:True"))]
    policy = Policy(rules)
    assert policy.is_admin(caller("boss"))
    assert policy.allows("it", caller("boss"))
    assert not policy.allows("it", PEOPLE["a"])


def test_who_is_administrator_cannot_depend_on_it() -> None:
    policy = Policy([Rule("context_is_admin", parse("is_admin:True or role:boss"))])
    assert not policy.is_admin(PEOPLE["a"])
    assert policy.is_admin(caller("boss"))


@pytest.mark.parametrize(
    ("rule", "words"),
    (
        ("role:admin role:member", "'role:member' stands where no such word can"),
        ("role:admin or", "the rule ends after 'or'"),
        ("and role:admin", "'and' stands where no such word can"),
        ("not", "the rule ends after 'not'"),
        ("(role:admin", "a parenthesis is not closed"),
        ("role:admin)", "a parenthesis is closed that was not opened"),
        ("()", "a parenthesis is closed that was not opened, or is empty"),
        ("admin", "'admin' is no check"),
        (":admin", "':admin' is no check"),
        ("'admin:%(role)s", "is neither a name nor a quoted text"),
        ("'role:admin'", "is neither a name nor a quoted text"),
        ("a+b:c", "is neither a name nor a quoted text"),
        ("project_id:%(project_id)", "begins no %(name)s"),
        ("project_id:%s", "begins no %(name)s"),
        ("project_id:50%", "begins no %(name)s"),
        ("http://policy.example.org/check", "would ask another server"),
        ("(" * 60 + "role:admin" + ")" * 60, "more than 50 parentheses"),
        ("role:admin or " * 600 + "role:admin", "more than 1000 words"),
        (None, "there is no rule"),
        (True, "not the value true"),
        (3, "not the value 3"),
        ({"role": "admin"}, "not a map"),
        ([{"role": "admin"}], "an item of a rule that is a list"),
        ([["role:admin", 3]], "an item of a rule that is a list"),
        (["not role:admin"], "is neither a name nor a quoted text"),
    ),
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_understood(rule: Plain, words: str) -> None:
    with pytest.raises(Malformed) as refused:
        parse(rule)
    assert words in refused.value.what


@pytest.mark.parametrize(
    "rule",
    (
        "role:admin",
        "role:a and role:b or not (role:c or role:d)",
        "not (role:a and (role:b or @)) and !",
        "'x':%(y)s",
    ),
)
def test_a_tree_is_written_as_the_rule_that_it_came_from(rule: str) -> None:
    assert parse(str(parse(rule))) == parse(rule)
