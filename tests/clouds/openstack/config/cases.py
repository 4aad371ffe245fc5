"""Configurations that openstacksdk can read, and such as it refuses: by what they show."""

from collections.abc import Mapping

from tests.clouds.openstack.config.world import Case

HERE = "cwd/clouds.yaml"
HOME = "home/.config/openstack/clouds.yaml"
SECURE = "cwd/secure.yaml"
PUBLIC = "cwd/clouds-public.yaml"

LOGIN = (
    "auth_url: https://keystone.example.com/v3, username: ada, password: countess, user_domain_name: Default"
)
PROJECT = "project_name: engines, project_domain_name: Default"
AUTH = f"auth: {{{LOGIN}, {PROJECT}}}"
BARE = f"auth: {{{LOGIN}}}"

ENV = {
    "OS_AUTH_URL": "https://env.example.com/v3",
    "OS_USERNAME": "eve",
    "OS_PASSWORD": "{not a field}",
    "OS_PROJECT_NAME": "envious",
    "OS_USER_DOMAIN_NAME": "Default",
    "OS_PROJECT_DOMAIN_ID": "default",
}


def cloud(*settings: str, name: str = "big") -> str:
    """Return a clouds.yaml of one cloud."""
    return f"clouds:\n  {name}:\n" + "".join(f"    {line}\n" for one in settings for line in one.splitlines())


def one(*settings: str, region: str = "", environ: Mapping[str, str] | None = None, **files: str) -> Case:
    """Return a case with one cloud."""
    told = {HERE: cloud(*settings), **{PLACES[name]: text for name, text in files.items()}}
    return Case(told, environ or {}, "big", region)


PLACES = {"secure": SECURE, "public": PUBLIC, "home": HOME}


def profile(name: str, *settings: str) -> str:
    """Return a clouds-public.yaml of one profile."""
    return cloud(*settings, name=name).replace("clouds:", "public-clouds:")


def env(**more: str) -> Case:
    """Return a case with a cloud in the environment only."""
    return Case(environ={**ENV, **{f"OS_{name}": value for name, value in more.items()}})


REGIONS = "regions: [north, {name: south, values: {interface: internal, auth: {project_name: southern}}}]"

READ: dict[str, Case] = {
    # where files are looked for
    "the current folder": one(AUTH),
    "the current folder wins over home": one(AUTH, home=cloud(AUTH, "region_name: elsewhere")),
    "home": Case({HOME: cloud(AUTH)}, {}, "big"),
    "XDG_CONFIG_HOME": Case(
        {"xdg/openstack/clouds.yaml": cloud(AUTH), HOME: cloud(AUTH, "region_name: home")},
        {"XDG_CONFIG_HOME": "{root}/xdg"},
        "big",
    ),
    "home beside XDG_CONFIG_HOME": Case({HOME: cloud(AUTH)}, {"XDG_CONFIG_HOME": "{root}/xdg"}, "big"),
    "a relative XDG_CONFIG_HOME": Case(
        {"cwd/xdg/openstack/clouds.yaml": cloud(AUTH, "region_name: no"), HOME: cloud(AUTH)},
        {"XDG_CONFIG_HOME": "xdg"},
        "big",
    ),
    "XDG_CONFIG_DIRS": Case(
        {"shared/openstack/clouds.yaml": cloud(AUTH)}, {"XDG_CONFIG_DIRS": "{root}/shared"}, "big"
    ),
    "the real home of a snap": Case(
        {"real/.config/openstack/clouds.yaml": cloud(AUTH)}, {"SNAP_REAL_HOME": "{root}/real"}, "big"
    ),
    "OS_CLIENT_CONFIG_FILE": Case(
        {"other.yaml": cloud(AUTH), HERE: cloud(AUTH, "region_name: no")},
        {"OS_CLIENT_CONFIG_FILE": "{root}/other.yaml"},
        "big",
    ),
    "a relative OS_CLIENT_CONFIG_FILE": Case(
        {"cwd/sub/other.yaml": cloud(AUTH)}, {"OS_CLIENT_CONFIG_FILE": "sub/other.yaml"}, "big"
    ),
    "an OS_CLIENT_CONFIG_FILE that is not there": Case(
        {HERE: cloud(AUTH)}, {"OS_CLIENT_CONFIG_FILE": "{root}/none.yaml"}, "big"
    ),
    "an OS_CLIENT_CONFIG_FILE that is a folder": Case(
        {HERE: cloud(AUTH)}, {"OS_CLIENT_CONFIG_FILE": "{root}"}, "big"
    ),
    "yaml before yml": Case({"cwd/clouds.yml": cloud(AUTH, "region_name: no"), HERE: cloud(AUTH)}, {}, "big"),
    "yml": Case({"cwd/clouds.yml": cloud(AUTH)}, {}, "big"),
    "json": Case(
        {
            "cwd/clouds.json": '{"clouds":\t{"big": {"auth":'
            ' {"auth_url": "http:\\/\\/a", "username": "u", "password": 1e3}}}}'
        },
        {},
        "big",
    ),
    "a document start, comments and anchors": Case(
        {
            HERE: f"---\nx: &x {{{LOGIN}}}\nclouds:\n  big:\n    # mine\n    auth:\n      <<: *x\n      username: bob\n"
        },
        {},
        "big",
    ),
    "a byte order mark": Case({HERE: "\ufeff" + cloud(AUTH)}, {}, "big"),
    "the same cloud twice": Case(
        {HERE: cloud(AUTH) + "  big: {" + AUTH + ", region_name: two}\n"}, {}, "big"
    ),
    # secure.yaml
    "secure.yaml": one(
        "auth: {auth_url: http://k, username: u, project_id: p}",
        "region_name: r",
        secure=cloud("auth: {password: hidden, username: v}"),
    ),
    "secure.yaml of another folder": Case(
        {HERE: cloud(AUTH), "home/.config/openstack/secure.yaml": cloud("auth: {password: x}")}, {}, "big"
    ),
    "OS_CLIENT_SECURE_FILE": Case(
        {HERE: cloud(AUTH), "s.yaml": cloud("auth: {password: x}"), SECURE: cloud("auth: {password: y}")},
        {"OS_CLIENT_SECURE_FILE": "{root}/s.yaml"},
        "big",
    ),
    "secure.yaml alone": Case({SECURE: cloud(AUTH)}, {}, "big"),
    "an empty secure.yaml": one(AUTH, secure="# nothing\n"),
    "secure.yaml without clouds": one(AUTH, secure="client: {force_ipv4: true}\n"),
    "secure.yaml replaces lists": one(AUTH, "regions: [a, b]", secure=cloud("regions: [c]")),
    # which cloud
    "the only cloud": Case({HERE: cloud(AUTH)}),
    "the only cloud has a number for a name": Case({HERE: cloud(AUTH, name="7")}),
    "OS_CLOUD": Case(
        {HERE: cloud(AUTH) + "  small: {" + AUTH + ", region_name: s}\n"}, {"OS_CLOUD": "small"}
    ),
    "a name beats OS_CLOUD": Case(
        {HERE: cloud(AUTH) + "  small: {" + AUTH + ", region_name: s}\n"}, {"OS_CLOUD": "small"}, "big"
    ),
    "an empty OS_CLOUD": Case({HERE: cloud(AUTH)}, {"OS_CLOUD": ""}),
    "the environment beats the only cloud": Case({HERE: cloud(AUTH)}, ENV),
    "OS_CLOUD beats the environment": Case({HERE: cloud(AUTH)}, {**ENV, "OS_CLOUD": "big"}),
    "a name beats the environment": Case({HERE: cloud(AUTH)}, ENV, "big"),
    "the environment, by its name": Case({HERE: cloud(AUTH)}, {**ENV, "OS_CLOUD": "big"}, "envvars"),
    "OS_CLOUD_NAME": Case(environ={**ENV, "OS_CLOUD_NAME": "mine"}, cloud="mine"),
    "variables of test runs are no cloud": Case(
        {HERE: cloud(AUTH)}, {"OS_TEST_PATH": "x", "OS_LOG_PATH": "y"}
    ),
    # the environment
    "the environment": env(),
    "the environment with a region": env(REGION_NAME="north"),
    "the environment with old words": env(
        TENANT_NAME="t", ENDPOINT_TYPE="internalURL", COMPUTE_API_VERSION="2.79", CACERT="~/ca.pem"
    ),
    "the environment with empty variables": env(PROJECT_ID="", REGION_NAME="", TOKEN="", USER_DOMAIN_ID=""),
    "the environment with a domain": env(DOMAIN_NAME="d"),
    "the environment, insecure": env(INSECURE="True", API_TIMEOUT="30"),
    "the environment, insecure by 1": env(INSECURE="1"),
    "the environment with a token": Case(
        environ={"OS_AUTH_TYPE": "token", "OS_AUTH_URL": "http://k", "OS_TOKEN": "t", "OS_PROJECT_ID": "p"}
    ),
    "the environment with an application credential": Case(
        environ={
            "OS_AUTH_TYPE": "v3applicationcredential",
            "OS_AUTH_URL": "http://k",
            "OS_APPLICATION_CREDENTIAL_ID": "i",
            "OS_APPLICATION_CREDENTIAL_SECRET": "{s}",
        }
    ),
    "the environment without authentication": Case(
        environ={"OS_AUTH_TYPE": "none", "OS_ENDPOINT": "http://ironic:6385"}
    ),
    "the environment with a profile": env(PROFILE="catalyst"),
    "the environment beside OS_CLOUD that is a profile": Case(
        environ={**ENV, "OS_CLOUD": "elastx"}, cloud="envvars"
    ),
    "the environment forces IPv4": env(FORCE_IPV4="true"),
    "the environment prefers IPv4": env(PREFER_IPV6="False"),
    # credentials, and their many names
    "credentials outside of auth": one(
        "auth_url: http://k", "username: u", "password: p", "project_name: x", "user_domain_id: d", "auth: {}"
    ),
    "credentials outside of auth lose": one(AUTH, "username: other", "password: other"),
    "projects and domains outside of auth win": one(AUTH, "project_name: other", "user_domain_name: other"),
    "tenant_name": one("auth: {auth_url: http://k, username: u, password: p, tenant_name: t}"),
    "tenant_name and project_name": one(
        "auth: {auth_url: http://k, username: u, password: p, tenant_name: t, project_name: n}"
    ),
    "hyphens": one(
        "auth: {auth-url: http://k, user-name: u, password: p, project-name: n, project-domain-id: d,"
        " user-domain-name: e}",
        "region-name: r",
    ),
    "the last spelling of a domain": one(
        AUTH[:-1] + ", user_domain_id: a, user_domain-id: b, domain-id: c, project-domain_id: d}"
    ),
    "hyphens for endpoint types mean nothing": one(AUTH, "endpoint-type: admin"),
    "hyphens for the type of authentication mean nothing": one(AUTH, "auth-type: token"),
    "user_name": one("auth: {auth_url: http://k, user_name: u, password: p}"),
    "username before user_name": one("auth: {auth_url: http://k, user_name: u, username: v, password: p}"),
    "domain_name, with a project": one(
        "auth: {auth_url: http://k, username: u, password: p, project_name: n, domain_name: d}"
    ),
    "domain_name and user_domain_name, with a project": one(
        "auth: {auth_url: http://k, username: u, password: p, project_name: n, domain_name: d, user_domain_name: e}"
    ),
    "domain_id, without a project": one(
        "auth: {auth_url: http://k, username: u, password: p, domain_id: d, user_domain_id: e}"
    ),
    "domain_id outside of auth": one("auth: {auth_url: http://k, user_id: u, password: p}", "domain_id: d"),
    "default_domain": one(
        "auth: {auth_url: http://k, username: u, password: p, project_name: n, default_domain_id: default}"
    ),
    "system_scope": one(BARE[:-1] + ", system_scope: all}"),
    "a trust": one("auth: {auth_url: http://k, user_id: u, password: p, trust_id: t}"),
    "nothing that is empty": one(
        "auth: {auth_url: http://k, username: u, password: p, user_id: '', trust_id: null, project_id: ''}"
    ),
    "numbers": one(
        "auth: {auth_url: http://k, username: 1, password: 0123, project_id: 1.50}", "region_name: 7"
    ),
    "a date": one("auth: {auth_url: http://k, username: u, password: p, project_name: 2001-02-03}"),
    "braces in a password": one("auth: {auth_url: http://k, username: u, password: '{a}'}"),
    "words in braces": one(
        "auth: {auth_url: 'https://{region_name}.{x}/{{v3}}', username: u, password: p, project_id: q}",
        "region_name: north",
        "x: example.com",
        "volume_endpoint_override: 'https://{region_name}/{auth[project_id]}'",
        "cacert: '/{interface}.pem'",
    ),
    # types of authentication
    "v3password": one(AUTH, "auth_type: v3password"),
    "v2password": one(
        "auth_type: v2password", "auth: {auth_url: http://k, username: u, password: p, project_name: t}"
    ),
    "token": one("auth_type: token", "auth: {auth_url: http://k, auth_token: t, project_id: p}"),
    "auth-token": one("auth_type: v3token", "auth: {auth_url: http://k}", "auth-token: t"),
    "v3applicationcredential": one(
        "auth_type: v3applicationcredential",
        "auth: {auth_url: http://k, application_credential_id: i, application_credential_secret: s}",
    ),
    "an application credential by name": one(
        "auth_type: v3applicationcredential",
        "auth: {auth_url: h, username: u, user_domain_id: d, application_credential_name: n,"
        " application_credential_secret: s}",
    ),
    "v3totp": one(
        "auth_type: v3totp",
        "auth: {auth_url: http://k, username: u, user_domain_id: d}",
        "passcode: '000111'",
    ),
    "v3multifactor": one(
        "auth_type: v3multifactor",
        "auth_methods: [v3password, v3totp]",
        BARE[:-1] + ", passcode: '1', project_id: p}",
    ),
    "v3multifactor, its methods in a row": one(
        "auth_type: v3multifactor", "auth_methods: v3password,v3totp", BARE[:-1] + ", passcode: '1'}"
    ),
    "factors mean nothing to other types": one(AUTH, "auth_methods: [v3totp]"),
    "v3oidcpassword": one(
        "auth_type: v3oidcpassword",
        "auth: {auth_url: http://k, username: u, password: p, identity_provider: i, protocol: openid, client_id: c,"
        " client_secret: s, discovery_endpoint: http://d, openid_scope: openid}",
    ),
    "v3oidcaccesstoken": one(
        "auth_type: v3oidcaccesstoken",
        "auth: {auth_url: http://k, identity_provider: i, protocol: p, access_token: a, project_id: p}",
    ),
    "v3oauth2clientcredential": one(
        "auth_type: v3oauth2clientcredential",
        "auth: {auth_url: h, oauth2_endpoint: e, oauth2_client_id: i, oauth2_client_secret: s}",
    ),
    "none": one("auth_type: none", "auth: {endpoint: http://ironic}"),
    "null is none": one("auth_type: null", "endpoint: http://ironic"),
    "the word None is none": one("auth_type: 'None'", "auth: {endpoint: http://ironic}"),
    "token_endpoint": one("auth_type: token_endpoint", "auth: {url: http://x, token: t}"),
    "admin_token": one("auth_type: admin_token", "auth: {endpoint: http://x, token: t}"),
    "http_basic": one("auth_type: http_basic", "auth: {endpoint: http://x, username: u, password: p}"),
    "auth_plugin has no effect": one(AUTH, "auth_plugin: v3token"),
    # regions
    "the first region": one(AUTH, REGIONS),
    "a region that is asked for": one(AUTH, REGIONS, region="south"),
    "any region where none is known": one(AUTH, region="anywhere"),
    "region_name": one(AUTH, "region_name: north", region="north"),
    "several in region_name": one(AUTH, "region_name: 'north,south'", region="south"),
    "a list in region_name": one(AUTH, "region_name: [north, south]"),
    "regions before region_name": one(AUTH, "region_name: east", REGIONS),
    "no regions": one(AUTH, "regions: []", region="x"),
    "regions of a profile": one(AUTH, "profile: citycloud", region="Fra1"),
    "own regions, not those of a profile": one(AUTH, "profile: citycloud", "region_name: Mars"),
    "numbers of regions": one(AUTH, "regions: [1, 2]"),
    "an empty region_name": one(AUTH, "region_name: ''"),
    "regions of single services": one(
        AUTH, "region_name: a", "volume_region_name: b", "compute_region_name: 3"
    ),
    # profiles
    "a profile": one(
        AUTH, "profile: p", public=profile("p", "auth: {auth_url: http://p, trust_id: t}", "interface: admin")
    ),
    "a profile called cloud": one(AUTH, "cloud: p", public=profile("p", "interface: admin")),
    "a profile with regions": one(
        AUTH,
        "profile: p",
        region="b",
        public=profile("p", "regions: [a, {name: b, values: {interface: internal}}]"),
    ),
    "a profile with one region": one(AUTH, "profile: p", public=profile("p", "region_name: a")),
    "a public profile before a known one": one(
        AUTH, "profile: vexxhost", public=profile("vexxhost", "interface: admin")
    ),
    "a profile that nobody knows": one(AUTH, "profile: nobody"),
    "a profile of networks": one(
        AUTH.replace("auth_url: https://keystone.example.com/v3, ", ""),
        "profile: limestonenetworks",
        region="us-slc",
    ),
    "a profile that completes a block-storage address": one(
        "profile: rackspace",
        "auth_type: v3password",
        "auth: {user_id: u, password: p, project_id: '42'}",
        region="DFW",
    ),
    "a deprecated profile": one(AUTH, "profile: fuga"),
    # certificates
    "insecure": one(AUTH, "insecure: true"),
    "insecure as a word": one(AUTH, "insecure: 'TRUE'"),
    "verify: false": one(AUTH, "verify: false"),
    "verify: null": one(AUTH, "verify:"),
    "verify: null beats cacert": one(AUTH, "verify:", "cacert: /ca.pem"),
    "insecure beats cacert": one(AUTH, "insecure: true", "cacert: /ca.pem"),
    "cacert": one(AUTH, "cacert: ~/ca.pem"),
    "verify is a path": one(AUTH, "verify: /ca.pem"),
    "cacert beats a path in verify": one(AUTH, "verify: /ca.pem", "cacert: /other.pem"),
    "cert and key": one(AUTH, "cert: ~/c.pem", "key: ~/k.pem"),
    "cert alone": one(AUTH, "cert: /c.pem"),
    "key alone": one(AUTH, "key: /k.pem"),
    # interfaces, timeouts, versions, addresses
    "interface": one(AUTH, "interface: internal"),
    "endpoint_type": one(AUTH, "endpoint_type: adminURL"),
    "endpoint_type beats interface": one(AUTH, "endpoint_type: admin", "interface: internal"),
    "interface: null": one(AUTH, "interface:"),
    "interfaces of single services": one(
        AUTH, "compute_interface: internal", "volume_endpoint_type: admin", "image_interface: publicURL"
    ),
    "the last of two interfaces": one(AUTH, "compute_interface: internal", "compute_endpoint_type: admin"),
    "the last of two interfaces, the other way round": one(
        AUTH, "compute_endpoint_type: admin", "compute_interface: internal"
    ),
    "api_timeout": one(AUTH, "api_timeout: 2.5"),
    "another timeout": one(AUTH, "api_timeout: 2", "nova_timeout: 7", "api-timeout: 9"),
    "an empty other timeout": one(AUTH, "api_timeout: 2", "nova_timeout:"),
    "timeout means nothing": one(AUTH, "timeout: 9"),
    "versions": one(
        AUTH,
        "identity_api_version: 3",
        "compute_api_version: '2.79'",
        "image_api_version: latest",
        "volume_api_version: 3",
    ),
    "the last alias of a service": one(
        AUTH, "volume_api_version: 1", "volumev3_api_version: 3", "block_storage_api_version:"
    ),
    "microversions": one(AUTH, "compute_default_microversion: 2.10", "share_default_microversion: '2.51'"),
    "a microversion told twice": one(AUTH, "compute_api_version: '2.7'", "compute_default_microversion: 2.7"),
    "addresses": one(
        AUTH,
        "compute_endpoint_override: http://c",
        "volume_endpoint: http://v",
        "volumev3_endpoint_override: http://v3",
        "load-balancer_endpoint_override: http://lb",
        "image_endpoint_override: ''",
        "image_endpoint: http://i",
    ),
    "an address of identity without a scope": one(BARE),
    "types and names of services": one(
        AUTH,
        "database_service_type: 'rax:database'",
        "compute_service_name: nova",
        "volume_service_type: volumev2",
    ),
    # the rest
    "networks": one(
        AUTH,
        "networks:",
        "- {name: out, routes_externally: true, nat_source: 'true', default_interface: yes}",
        "- {name: in, nat_destination: true, routes_ipv4_externally: 'no'}",
        "- {name: 6, routes_externally: true, routes_ipv6_externally: false}",
    ),
    "external_network and internal_network": one(AUTH, "external_network: out", "internal_network: in"),
    "IPv4 for all clouds": Case({HERE: cloud(AUTH) + "client: {force_ipv4: true}\n"}, {}, "big"),
    "an old word for IPv4": Case({HERE: cloud(AUTH) + "client: {broken-ipv6: true}\n"}, {}, "big"),
    "no IPv6 for all clouds": Case({HERE: cloud(AUTH) + "client: {prefer_ipv6: false}\n"}, {}, "big"),
    "IPv4 for one cloud": one(AUTH, "force_ipv4: true"),
    "IPv6 for one cloud": Case(
        {HERE: cloud(AUTH, "force_ipv4: false") + "client: {force_ipv4: true}\n"}, {}, "big"
    ),
    "no IPv6 for one cloud": one(AUTH, "prefer_ipv6: false"),
    "what nobody knows": one(AUTH, "colour: blue", "setpoint: {notifications: {port: 5672}}"),
}

REFUSED: dict[str, Case] = {
    "no such cloud": Case({HERE: cloud(AUTH)}, {}, "bog"),
    "no such cloud in OS_CLOUD": Case({HERE: cloud(AUTH)}, {"OS_CLOUD": "bog"}),
    "the environment is no cloud": Case({HERE: cloud(AUTH)}, {"OS_CLOUD": "big"}, "envvars"),
    "nothing at all": Case(),
    "an empty file hides others": Case({HERE: "", HOME: cloud(AUTH)}, {}, "big"),
    "a file without the cloud hides others": Case(
        {HERE: cloud(AUTH, name="x"), HOME: cloud(AUTH)}, {}, "big"
    ),
    "several clouds, and none is chosen": Case({HERE: cloud(AUTH) + "  small: {}\n"}),
    "a list": Case({HERE: "- clouds\n"}, {}, "big"),
    "a word": Case({HERE: "clouds\n"}, {}, "big"),
    "clouds: null": Case({HERE: "clouds:\n"}, {}, "big"),
    "a cloud that is null": Case({HERE: "clouds: {big: }\n"}, {}, "big"),
    "a cloud that is a list": Case({HERE: "clouds: {big: []}\n"}, {}, "big"),
    "a cloud called as that of the environment": Case({HERE: cloud(AUTH, name="envvars")}, {}, "envvars"),
    "a cloud called as OS_CLOUD_NAME": Case({HERE: cloud(AUTH)}, {**ENV, "OS_CLOUD_NAME": "big"}, "big"),
    "secure.yaml against clouds.yaml": one("auth: word", secure=cloud("auth: {password: p}")),
    "auth: null": one("auth:"),
    "auth: a word": one("auth: me"),
    "a key that is a number": one(AUTH, "7: seven"),
    "a key that is a truth": one(AUTH, "deeper: {on: 1}"),
    "no auth_url": one("auth: {username: u, password: p}"),
    "nothing": Case({HERE: "clouds: {big: {}}"}, {}, "big"),
    "no such type of authentication": one(AUTH, "auth_type: passwort"),
    "v3password without the user's domain": one(
        "auth_type: v3password", "auth: {auth_url: h, username: u, password: p}"
    ),
    "v3password without the project's domain": one(
        "auth_type: v3password", "auth: {auth_url: h, user_id: u, password: p, project_name: n}"
    ),
    "v3token without a token": one("auth_type: v3token", "auth: {auth_url: h}"),
    "a token for a password": one("auth: {auth_url: h, token: t}"),
    "a domain of the user for a token": one(
        "auth_type: token", "auth: {auth_url: h, token: t, user_domain_id: d}"
    ),
    "a misspelt credential": one("auth: {auth_url: h, usrname: u, password: p}"),
    "an address of identity without authentication": one(
        "auth_type: none", "auth: {auth_url: h, endpoint: e}"
    ),
    "an application credential without a secret": one(
        "auth_type: v3applicationcredential", "auth: {auth_url: h, application_credential_id: i}"
    ),
    "an application credential without a name": one(
        "auth_type: v3applicationcredential", "auth: {auth_url: h, application_credential_secret: s}"
    ),
    "OpenID Connect without a place for tokens": one(
        "auth_type: v3oidcpassword",
        "auth: {auth_url: h, username: u, password: p, identity_provider: i, protocol: o, client_id: c,"
        " client_secret: s}",
    ),
    "several factors without any": one("auth_type: v3multifactor", BARE),
    "a factor that is none": one("auth_type: v3multifactor", "auth_methods: [password]", BARE),
    "a factor that nobody knows": one("auth_type: v3multifactor", "auth_methods: [v3pasword]", BARE),
    "no such region": one(AUTH, REGIONS, region="South"),
    "a region that is not the only one": one(AUTH, "region_name: north", region="south"),
    "a region with a misspelt key": one(AUTH, "regions: [{name: north, value: {}}]"),
    "a region without a name": one(AUTH, "regions: [{values: {}}]"),
    "a region that is null": one(AUTH, "regions: [null]"),
    "a region's values that are none": one(AUTH, "regions: [{name: a, values: }]"),
    "regions: null": one(AUTH, "regions:"),
    "region_name: null": one(AUTH, "region_name:"),
    "region_name: true": one(AUTH, "region_name: yes"),
    "a profile that is no more": one(AUTH, "profile: betacloud"),
    "a profile that is a number": one(AUTH, "profile: 7"),
    "a word in braces that is no setting": one(
        "auth: {auth_url: 'http://{regoin}', username: u, password: p}"
    ),
    "a number in braces": one("auth: {auth_url: 'http://{0}', username: u, password: p}"),
    "an empty word in braces": one("auth: {auth_url: 'http://{}', username: u, password: p}"),
    "a brace alone": one(AUTH, "cacert: '{/ca.pem'"),
    "a brace alone at the end": one(AUTH, "cacert: '/ca.pem}'"),
    "auth_url: a number": one("auth: {auth_url: 7, username: u, password: p}"),
    "api_timeout: a word": one(AUTH, "api_timeout: long"),
    "a network without a name": one(AUTH, "networks: [{routes_externally: true}]"),
    "networks that are no list": one(AUTH, "networks: word"),
    "networks that are words": one(AUTH, "networks: [out, in]"),
    "two networks for addresses": one(
        AUTH, "networks: [{name: a, nat_destination: true}, {name: b, nat_destination: true}]"
    ),
    "two networks by default": one(
        AUTH, "networks: [{name: a, default_interface: true}, {name: b, default_interface: true}]"
    ),
    "networks told twice": one(AUTH, "networks: [{name: a}]", "external_network: b"),
    "a network's truth that is a number": one(AUTH, "networks: [{name: a, nat_source: 1}]"),
    "insecure: a number": one(AUTH, "insecure: 1"),
    "client: null": Case({HERE: cloud(AUTH) + "client:\n"}, {}, "big"),
    "two microversions": one(AUTH, "compute_api_version: '2.7'", "compute_default_microversion: '2.8'"),
}
