from setpoint.cli.exits import Exit
from tests.cli.shell import Shell

OWN = """
"boss": "role:boss"
"stacks:delete": "rule:boss and project_id:%(project_id)s"
"stacks:creat": "!"
"""


def test_all_rules_are_listed(shell: Shell) -> None:
    found = shell.good("policy", "list", "--json").json
    by_name = {one["rule"]: one for one in found}
    assert len(by_name) == len(found) == 100
    assert by_name["stacks:create"] == {
        "rule": "stacks:create",
        "check": "role:member and project_id:%(project_id)s",
        "scopes": ["project"],
        "said_in": "built in",
    }
    assert not shell.home.exists()


def test_those_that_begin_so(shell: Shell) -> None:
    lines = shell.good("policy", "list", "software_").out.splitlines()
    assert lines[0].split()[0] == "RULE"
    assert len(lines) == 1 + 11
    assert "software_configs:global_index" in lines[3]
    ran = shell.run("policy", "list", "stack:")
    assert ran.code == Exit.BAD_INPUT
    assert "no rule is called 'stack:'" in ran.err


def test_an_operators_file_counts_and_its_warnings_are_told(shell: Shell) -> None:
    shell.write("policy.yaml", OWN, header=False)
    ran = shell.good("policy", "list", "stacks:delete", "--file", "policy.yaml")
    assert "rule:boss and project_id:%(project_id)s" in ran.out
    assert "policy.yaml:3:1" in ran.out
    assert "nothing asks for the rule 'stacks:creat'" in ran.err
    assert "did you mean 'stacks:create'?" in ran.err


def test_what_is_allowed_and_why(shell: Shell) -> None:
    ran = shell.good("policy", "check", "stacks:create", "--role", "Member", "--project", "p")
    assert ran.out.splitlines() == [
        "stacks:create: allowed",
        "  role:member holds (stacks:create, built in)",
        "  project_id:%(project_id)s holds (stacks:create, built in)",
    ]


def test_what_is_refused_and_why(shell: Shell) -> None:
    asked = ("policy", "check", "stacks:create", "--role", "reader", "--project", "p")
    ran = shell.run(*asked)
    assert ran.code == Exit.FAILED
    assert ran.out.splitlines() == [
        "stacks:create: refused",
        "  role:member does not hold (stacks:create, built in)",
    ]
    told = shell.run(*asked, "--json")
    assert told.code == Exit.FAILED
    assert told.json["allowed"] is False
    assert told.json["reasons"] == [
        {"check": "role:member", "holds": False, "rule": "stacks:create", "said_in": "built in"}
    ]


def test_the_target_and_the_scope_count(shell: Shell) -> None:
    member = ("policy", "check", "stacks:show", "--role", "reader")
    assert shell.run(*member, "--project", "p", "--target", "project_id=q").code == Exit.FAILED
    system = shell.run(*member, "--system", "--target", "project_id=q")
    assert system.code == Exit.FAILED
    assert "it takes a token of a project; this one is of the system" in system.out
    domain = shell.run(*member, "--domain", "default")
    assert "this one is of the domain" in domain.out


def test_a_file_and_what_the_token_says_besides(shell: Shell) -> None:
    shell.write("policy.yaml", "service:index: user_domain_id:ops and user_id:ann\n", header=False)
    asked = ("policy", "check", "service:index", "--project", "p", "--file", "policy.yaml", "--user", "ann")
    assert shell.good(*asked, "--credential", "user_domain_id=ops").out.startswith("service:index: allowed")
    assert "user_domain_id:ops does not hold (service:index, policy.yaml:1:1)" in shell.run(*asked).out


def test_what_cannot_be_asked(shell: Shell) -> None:
    unknown = shell.run("policy", "check", "stacks:creat")
    assert unknown.code == Exit.BAD_INPUT
    assert "did you mean 'stacks:create'?" in unknown.err
    for options in (
        ("--project", "p", "--system"),
        ("--target", "p"),
        ("--credential", "=x"),
        ("--file", "no.yaml"),
    ):
        ran = shell.run("policy", "check", "stacks:create", *options)
        assert ran.code == Exit.BAD_INPUT, options


def test_a_file_that_cannot_be_used_is_told_where_it_is_wrong(shell: Shell) -> None:
    shell.write("policy.yaml", "stacks:create: role:member or\n", header=False)
    ran = shell.run("policy", "list", "--file", "policy.yaml", "--json")
    assert ran.code == Exit.BAD_INPUT
    (problem,) = ran.json["diagnostics"]
    assert (problem["line"], problem["column"]) == (1, 16)
    assert problem["file"] == "policy.yaml"
