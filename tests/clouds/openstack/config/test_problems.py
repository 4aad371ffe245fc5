"""What is wrong is told where it stands, with what to do, and never with a secret."""

from pathlib import Path

import pytest

from setpoint.model.errors import InvalidInput
from tests.clouds.openstack.config.cases import AUTH, BARE, ENV, HERE, PUBLIC, SECURE, cloud, one, profile
from tests.clouds.openstack.config.world import Case, World

SECRET = "hush-4711"
LOGIN = f"auth: {{auth_url: http://k, username: u, password: {SECRET}}}"

# by name: what lies around, where the problem is shown, and words that tell of it
PROBLEMS: dict[str, tuple[Case, str, tuple[str, ...]]] = {
    "a tab": (one("auth:", "\tusername: u"), "clouds.yaml:4:5", ("a tab",)),
    "a bracket that is not closed": (one(f"x: [{SECRET}"), "clouds.yaml:4:1", ("no YAML",)),
    "a password that begins with !": (
        one(f"auth:\n  password: !{SECRET}"),
        "clouds.yaml:4:17",
        ("needs quotes",),
    ),
    "a password with two !": (one(f"auth:\n  password: !a!{SECRET}"), "clouds.yaml:4:17", ("needs quotes",)),
    "a password that begins with *": (
        one(f"auth:\n  password: *{SECRET}"),
        "clouds.yaml:4:17",
        ("needs quotes",),
    ),
    "a password that begins with %": (
        one("auth:", f"  password: %{SECRET}"),
        "clouds.yaml:4:17",
        ("no YAML",),
    ),
    "a date that there is not": (
        one("auth: {password: 2001-99-99}"),
        "clouds.yaml:3:22",
        ("looks like a date",),
    ),
    "two documents": (Case({HERE: cloud(LOGIN) + "---\nx: y\n"}), "clouds.yaml:4:1", ("second document",)),
    "broken JSON": (
        Case({"cwd/clouds.json": '{"clouds":\n {"big": hush}}'}),
        "clouds.json:2:10",
        ("no JSON",),
    ),
    "a list": (Case({HERE: "- x\n"}), "clouds.yaml", ("no map",)),
    "a broken secure.yaml": (one(AUTH, secure=f"clouds: '{SECRET}\n"), "secure.yaml:2:1", ("no YAML",)),
    "a broken clouds-public.yaml": (one(AUTH, "profile: p", public=": :\n"), "clouds-public.yaml:1:1", ()),
    "clouds are a list": (Case({HERE: "x: 1\nclouds: []\n"}), "clouds.yaml:2:1", ("'clouds' is no map",)),
    "a cloud called envvars": (
        Case({HERE: cloud(AUTH) + "  envvars: {}\n"}, {}, "big"),
        "clouds.yaml:4:3",
        ("OS_CLOUD_NAME",),
    ),
    "secure.yaml against clouds.yaml": (
        one("auth: word", secure=cloud(f"auth: {{password: {SECRET}}}")),
        "secure.yaml:3:5",
        ("'auth' is no map", "both"),
    ),
    "nothing is told": (
        Case({HERE: "clouds:\n  big:\n"}, {}, "big"),
        "clouds.yaml:2:3",
        ("nothing is told",),
    ),
    "a misspelt name": (Case({HERE: cloud(AUTH)}, {}, "bigg"), "", ("did you mean 'big'?", "clouds.yaml")),
    "no file": (Case(cloud="big"), "", ("there is no clouds.yaml",)),
    "several clouds": (Case({HERE: cloud(AUTH) + "  other: {}\n"}), "", ("big, other",)),
    "a misspelt credential": (
        one(f"auth: {{auth_url: h, username: u, projct_id: p, password: {SECRET}}}"),
        "clouds.yaml:3:38",
        ("'projct_id'", "did you mean 'project_id'?"),
    ),
    "a secret in the wrong place": (
        one(LOGIN, secure=cloud(f"auth: {{token: {SECRET}}}")),
        "secure.yaml:3:12",
        ("'token' means nothing to auth_type 'password'",),
    ),
    "a secret outside of auth in the wrong place": (
        one(LOGIN, f"token: {SECRET}"),
        "clouds.yaml:4:5",
        ("'token' means nothing to auth_type 'password'",),
    ),
    "no password": (
        one("auth: {auth_url: h, username: u}"),
        "clouds.yaml:3:5",
        ("no password is told", "secure.yaml"),
    ),
    "no password in the environment": (
        Case(environ={"OS_AUTH_URL": "h", "OS_USERNAME": "u"}),
        "",
        ("no password is told", "set OS_PASSWORD"),
    ),
    "no user": (
        one("auth: {auth_url: h, password: hush-4711}"),
        "clouds.yaml:3:5",
        ("no user_id or username is told",),
    ),
    "no domain": (
        one("auth_type: v3password", f"auth: {{auth_url: h, username: u, password: {SECRET}}}"),
        "clouds.yaml:4:5",
        ("no user_domain_id or user_domain_name", "only unique within a domain"),
    ),
    "a password that is true": (
        one("auth: {auth_url: h, username: u, password: yes}"),
        "clouds.yaml:3:38",
        ("quotes",),
    ),
    "a password that is a map": (
        one(f"auth: {{auth_url: h, username: u, password: {{{SECRET}}}}}"),
        "clouds.yaml:3:38",
        ("'password' is no text",),
    ),
    "an empty project": (
        one(LOGIN, "project_name:"),
        "clouds.yaml:4:5",
        ("'project_name' is told, but empty",),
    ),
    "a misspelt type": (
        one(LOGIN, "auth_type: v3pasword"),
        "clouds.yaml:4:5",
        ("did you mean 'v3password'?",),
    ),
    "a type in the environment": (
        Case(environ={**ENV, "OS_AUTH_TYPE": "passwort"}),
        "",
        ("OS_AUTH_TYPE 'passwort' is not known", "did you mean 'password'?"),
    ),
    "a misspelt factor": (
        one("auth_type: v3multifactor", "auth_methods: [v3pasword]", LOGIN),
        "clouds.yaml:4:5",
        ("'v3pasword' is none", "did you mean 'v3password'?"),
    ),
    "a profile that is no URL": (one(AUTH, "profile: 'http://[x'"), "clouds.yaml:4:5", ("not fetched",)),
    "a region of a variable": (
        one(AUTH, "regions: [a]", environ={"OS_REGION_NAME": "b"}),
        "clouds.yaml:4:5",
        ("'b', which OS_REGION_NAME asks for",),
    ),
    "a timeout of many digits": (one(AUTH, f"api_timeout: {'1' * 400}"), "clouds.yaml:4:5", ("no number",)),
    "a misspelt region": (
        one(AUTH, "regions:", "- north", "- south", region="sout"),
        "clouds.yaml:4:5",
        ("'sout'", "it has north, south", "did you mean 'south'?"),
    ),
    "a region that is no name": (
        one(AUTH, "regions:", "- north", "- [south]"),
        "clouds.yaml:6:7",
        ("no name",),
    ),
    "a region's values": (
        one(AUTH, "regions: [a, {name: b, values: {interface: outside}}]", region="b"),
        "clouds.yaml:4:37",
        ("'interface' is no interface", "public, internal, admin"),
    ),
    "regions of text": (one(AUTH, "regions: north"), "clouds.yaml:4:5", ("'regions' is no list",)),
    "several interfaces": (one(AUTH, "interface: [internal, public]"), "clouds.yaml:4:5", ("no interface",)),
    "an interface of a service": (
        one(AUTH, "compute_interface: x"),
        "clouds.yaml:4:5",
        ("'compute_interface'",),
    ),
    "a profile at a URL": (
        one(AUTH, "profile: https://vexxhost.com"),
        "clouds.yaml:4:5",
        ("not fetched", "clouds-public.yaml"),
    ),
    "a profile that is kept at a URL": (
        one(AUTH, "profile: ovh"),
        "clouds.yaml:4:5",
        ("https://ovhcloud.com",),
    ),
    "a profile of a cloud that is no more": (
        one(AUTH, "profile: betacloud"),
        "clouds.yaml:4:5",
        ("no more", "ceased business"),
    ),
    "a profile's setting": (
        one(AUTH, "profile: p", public=profile("p", "interface: odd")),
        "clouds-public.yaml:3:5",
        ("'interface' is no interface",),
    ),
    "a profile that is no map": (
        one(AUTH, "profile: p", public="public-clouds: {p: []}"),
        "clouds-public.yaml:1:17",
        (),
    ),
    "a word in braces": (
        one(f"auth: {{auth_url: 'http://{{{SECRET}}}', username: u, password: p}}"),
        "clouds.yaml:3:12",
        ("'auth_url' has a word in braces",),
    ),
    "a word in braces of a variable": (
        Case(environ={**ENV, "OS_CACERT": "/{x}"}),
        "",
        ("OS_CACERT has a word in braces",),
    ),
    "a width in braces": (
        one("auth: {auth_url: '{interface:>999999999999}', username: u, password: p}"),
        "clouds.yaml:3:12",
        ("something else than a name",),
    ),
    "an object's inside in braces": (
        one("auth: {auth_url: '{interface.__class__}', username: u, password: p}"),
        "clouds.yaml:3:12",
        ("something else than a name",),
    ),
    "all credentials in braces": (
        one(AUTH, "image_endpoint: 'http://{auth}'"),
        "clouds.yaml:4:5",
        ("no setting",),
    ),
    "a timeout": (one(AUTH, "api_timeout: -1"), "clouds.yaml:4:5", ("no number of seconds",)),
    "a timeout that never comes": (
        one(AUTH, "api_timeout: .inf"),
        "clouds.yaml:4:5",
        ("no number of seconds",),
    ),
    "verify in quotes": (one(AUTH, "verify: 'False'"), "clouds.yaml:4:5", ("without quotes",)),
    "verify in the environment": (
        Case(environ={**ENV, "OS_VERIFY": "0"}),
        "",
        ("OS_VERIFY", "OS_INSECURE=true"),
    ),
    "a network without a name": (
        one(AUTH, "networks:", "- name: a", "- nat_source: true"),
        "clouds.yaml:6:7",
        ("'name'",),
    ),
    "options that are no map": (one(AUTH, "setpoint: fast"), "clouds.yaml:4:5", ("'setpoint' is no map",)),
    "a key that is a number": (one(AUTH, "a: {b: {7: x}}"), "clouds.yaml:4:13", ("a key is no text",)),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_problem(name: str, tmp_path: Path) -> None:
    case, place, words = PROBLEMS[name]
    world = World(tmp_path).lay_out(case)
    with pytest.raises(InvalidInput) as refused:
        world.read(case.cloud, case.region)
    (problem,) = refused.value.diagnostics
    assert str(problem.place or "").replace(f"{world.cwd}/", "") == place
    told = f"{problem.summary} {problem.detail} {problem.advice}"
    assert [word for word in words if word not in told] == []
    assert SECRET not in f"{told}{problem.text}{refused.value!r}"


def test_all_that_is_wrong_with_credentials_is_told_at_once(tmp_path: Path) -> None:
    world = World(tmp_path).lay_out(
        one("auth_type: v3password", "auth: {usrname: u, token: t, project_name: p}")
    )
    with pytest.raises(InvalidInput) as refused:
        world.read("big")
    told = [f"{one.place.column if one.place else 0} {one.summary}" for one in refused.value.diagnostics]
    assert sorted(told) == [
        "12 cloud 'big': 'usrname' means nothing to auth_type 'v3password'",
        "24 cloud 'big': 'token' means nothing to auth_type 'v3password'",
        "5 cloud 'big': no auth_url is told",
        "5 cloud 'big': no password is told",
        "5 cloud 'big': no project_domain_id or project_domain_name is told",
        "5 cloud 'big': no user_id or username is told",
    ]


# by name: what lies around, where the warning is shown, and words of it
WARNINGS: dict[str, tuple[Case, str, str]] = {
    "cloud for profile": (one(AUTH, "cloud: elastx"), "clouds.yaml:4:5", "old word for 'profile'"),
    "a profile that nobody knows": (one(AUTH, "profile: elastix"), "clouds.yaml:4:5", "nothing is known"),
    "a deprecated profile": (one(AUTH, "profile: fuga"), "clouds.yaml:4:5", "no longer recommended"),
    "several regions in one word": (one(AUTH, "region_name: 'a,b'"), "clouds.yaml:4:5", "names several"),
    "cacert, insecure": (one(AUTH, "cacert: /c", "insecure: true"), "clouds.yaml:4:5", "no effect"),
    "auth_plugin": (one(AUTH, "auth_plugin: token"), "clouds.yaml:4:5", "'auth_plugin' has no effect"),
    "external_network": (one(AUTH, "external_network: x"), "clouds.yaml:4:5", "old way"),
    "a password that is read as another number": (
        one("auth:", "  auth_url: h", "  username: u", "  password: 0123"),
        "clouds.yaml:6:17",
        "'password' is not read as it is written",
    ),
    "a microversion that loses its zero": (
        one(AUTH, "compute_default_microversion: 2.10"),
        "clouds.yaml:4:35",
        "'compute_default_microversion' is not read as it is written",
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_warning(name: str, tmp_path: Path) -> None:
    case, place, words = WARNINGS[name]
    world = World(tmp_path).lay_out(case)
    (warning,) = world.read("big").warnings
    assert str(warning.place).replace(f"{world.cwd}/", "") == place
    assert words in warning.summary
    assert "0123" not in str(warning)


def test_nothing_is_told_where_nothing_is_odd(tmp_path: Path) -> None:
    case = one(AUTH, "compute_default_microversion: 2.79", "regions: [1, 2]", secure=cloud(BARE))
    assert World(tmp_path).lay_out(case).read("big").warnings == ()


def test_a_problem_of_another_cloud_is_none_of_this(tmp_path: Path) -> None:
    case = Case(
        {HERE: cloud(AUTH) + "  other: {auth: 7, 8: 9}\n", SECURE: cloud("x: y"), PUBLIC: ""}, {}, "big"
    )
    assert World(tmp_path).lay_out(case).read("big").name == "big"
