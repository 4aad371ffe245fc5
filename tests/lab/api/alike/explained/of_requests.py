"""Differences in what is told of everything else: software, languages, refusals, paths."""

from __future__ import annotations

from tests.lab.api.alike.explained.same import SAME
from tests.lab.differences import Allowed

SOFTWARE = (
    Allowed(
        r"software: .* status_reason", "The reason of a deployment that was given none is empty, not null."
    ),
    Allowed(
        r"software: DELETE /software_configs/\{config\} status",
        "To remove a configuration that is in use is a conflict (409); with Heat it is an internal error (500).",
    ),
    Allowed(
        r"software, gone: POST /software_deployments status",
        "A deployment without its server is refused before its configuration is looked for.",
    ),
)
LANGUAGES = (
    Allowed(
        r"describe: .* [dD]escription", "Descriptions of types and functions are Setpoint's own, or absent."
    ),
    Allowed(r".* /\S*build_info body \w+ revision", "Revisions are Setpoint's."),
    Allowed(
        r"describe to an administrator: GET /services body services .*",
        "There is one engine, whichever process has it just now.",
    ),
    Allowed(
        r"validate in another way: POST /validate\?ignore_errors=colour status",
        "Codes of errors that there are not are refused; Heat answers 200, and no JSON.",
    ),
)
REFUSED = (
    Allowed(r"refuse an empty tag: .* status", "A tag must have a name."),
    Allowed(
        r"refuse to change to some of an unknown parameter: .* status",
        "A PATCH that gives parameters that the template has not is refused; Heat answers 202, and fails.",
    ),
    Allowed(
        r"refuse to change to a text to clear: .* status",
        "`clear_parameters` that is no list is refused; Heat takes no notice.",
    ),
    Allowed(
        r"refuse (an output of an unknown resource|a parameter of an unknown type): .* error type",
        "A problem has one type, wherever in a template it stands.",
    ),
    Allowed(r"validate an unknown type: .* error type", SAME),
    Allowed(
        r"(refuse (no yes or no|tags that are none|files that are none|to change to tags that are none)"
        r"|(events|lists): GET \S+sort_dir=sideways).* error (type|message 0)",
        "What is malformed is told in words; Heat tells the name of a Python exception, and no more.",
    ),
)
WORDS = (
    Allowed(
        r".* error message [1-9]\d*",
        "The first line of a message is as Heat's, or begins so. Further lines tell every problem: what, where, and "
        "what to do.",
    ),
    Allowed(
        r"(refuse (a list|a list of parameters|no JSON|to change to a list)|another type|a list of deeds): "
        r".* error message 0",
        SAME,
    ),
    Allowed(
        r"refuse (no YAML|a text|an unknown version|a parameter of an unknown type|no type|a circle"
        r"|a property out of range|a template that is missing|an output without a value"
        r"|an output of an unknown resource|(to change to )?a parameter that is no number"
        r"|an unknown section of an environment|an environment that is no YAML): .* error message 0",
        SAME,
    ),
    Allowed(r"(clear [\w-]+|mark as red|adopt [\w ]+): .* error message 0", SAME),
    Allowed(
        r"(fail|mend): .*status_reason",
        "Why a resource has failed is told in the words of whatever made it fail.",
    ),
)
PATHS = (
    Allowed(
        r"ways: GET /stacks/arn:openstack:heat::(another|\{project\}):stacks/way/(nothing|\{way\}) status",
        "An ARN of another project, or of no stack, is refused at once (404); Heat redirects to where that is.",
    ),
    Allowed(r"methods: OPTIONS /stacks/way/\w+ headers Allow", "`Allow` names every method that a path has."),
    Allowed(r"methods: .* headers Allow", SAME),
    Allowed(r"methods: OPTIONS /services status", SAME),
    Allowed(
        r"methods: (GET|POST|PUT) \S+ status",
        "What cannot be done at a path is answered with 405, whatever else the path looks like.",
    ),
    Allowed(
        r"(outside|nowhere|accept [\w/]+): \S+ \S+ (headers Content-Type|body.*)"
        r"|signals: \S+ \S+/word/word/\w+ (headers Content-Type|body.*)",
        "An unknown path is refused in JSON, as everything is; Heat has a page for it, or JSON of another form.",
    ),
    Allowed(
        r".*/healthcheck headers x-openstack-request-id", "Every answer has its `x-openstack-request-id`."
    ),
    Allowed(r"accept text/html: GET /healthcheck .*", "Health is told as text or JSON, not as a page."),
)
