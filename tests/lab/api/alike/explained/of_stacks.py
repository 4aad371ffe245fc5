"""Differences in what is told of stacks and their resources, and in what is done to them."""

from __future__ import annotations

from tests.lab.api.alike.explained.same import SAME
from tests.lab.differences import Allowed

STACKS = (
    Allowed(
        r".* stack_user_project_id",
        "`stack_user_project_id` is the stack's own project: no users are made in Keystone for a stack.",
    ),
    Allowed(
        r".* body stacks \d description", "Lists of stacks tell descriptions; Heat leaves them empty there."
    ),
    Allowed(
        r"lists: GET /stacks/detail\?limit=1 .*",
        "`/stacks/detail` has pages, as `/stacks` has; Heat always tells all stacks there.",
    ),
    Allowed(
        r"remove: GET \S+ body stack parameters \w+",
        "Of a stack that was removed, parameters and template are gone, and with them their secrets.",
    ),
    Allowed(r"remove: GET \S+/template body .*", SAME),
    Allowed(
        r"look: GET \S+/template body parameters word default",
        "A template is shown with the defaults of hidden parameters masked.",
    ),
)
RESOURCES = (
    Allowed(
        r".* events [^/]+ physical_resource_id",
        "An event of what has begun and has no id yet has none; Heat tells a name in its place.",
    ),
    Allowed(r".* event resource_properties", "Events do not keep the properties of their resource."),
    Allowed(
        r"look: .* attributes is_default",
        "Attributes are told as they were seen last; Heat asks the cloud each time.",
    ),
    Allowed(r"fail: .* required_by 0", SAME),
    Allowed(
        r"fail: .* body resources test physical_resource_id",
        "What has failed shows the id that it got, if any.",
    ),
    Allowed(
        r"signals: .*/wait body resource physical_resource_id",
        "A wait condition has an id; with Heat it has none.",
    ),
    Allowed(
        r"(signals: .*/word body resource|fail: .* body resources after) "
        r"(updated_time|creation_time|attributes output)",
        "What was never begun has no times and no attributes yet.",
    ),
)
DEEDS = (
    Allowed(
        r"check: .*(stack|resource)_status_reason",
        "A check looks at resources of every type; Heat can do so for a few, and says that it did not for the others.",
    ),
    Allowed(r"check: .* body events net CHECK_IN_PROGRESS", SAME),
    Allowed(
        r"(suspend|resume): .* body events net \w+_IN_PROGRESS",
        "What needs nothing done to be suspended or resumed has one event for it, not two.",
    ),
    Allowed(
        r"go back: GET \S+/events\?resource_name=failing body events \d( .*)?",
        "A stack that goes back has no event UPDATE_FAILED of its own; that of the resource says why it goes back.",
    ),
)
HANDLES = (
    Allowed(
        r"signals: .*(curl_cli|endpoint)",
        "A handle is signalled in the project of its stack, with a token that is good for that handle alone.",
    ),
    Allowed(
        r"signal (a list|an unknown status|an unknown word): POST \S+/signal status",
        "A signal that means nothing is refused (400); Heat answers 200, and forgets it.",
    ),
    Allowed(
        r"mark as well: .* resource_status_reason",
        "When a mark is taken back, the reason that it gave goes with it.",
    ),
    Allowed(
        r"hook of an update: .*/metadata body metadata of",
        "An update changes a resource's metadata, whatever its type; with Heat some types keep the old.",
    ),
)
PREVIEWS = (
    Allowed(
        r"change.*/preview body resource_changes (unchanged|replaced) \w+ "
        r"(updated_time|creation_time|physical_resource_id|resource_action|resource_status_reason)",
        "The preview of an update tells what is recorded of a resource; Heat tells of one that was not made yet.",
    ),
    Allowed(
        r"change.*/preview .* attributes .*",
        "The preview of an update tells no attributes: only which resources, and what would become of them.",
    ),
    Allowed(
        r"nested, larger: PUT \S+/preview\?show_nested=true status",
        "`show_nested` is for every preview of an update; Heat refuses it for a group that grows.",
    ),
)
NESTED = (
    Allowed(
        r"(nested|inside).* (refs|id) output_value.*",
        "`get_resource` of a nested stack gives its id; with Heat, an ARN.",
    ),
    Allowed(
        r"(nested|inside).* (physical_resource_id|href)",
        "Names of and within nested stacks are made of all names around them, with one suffix.",
    ),
    Allowed(
        r"nested: .*\?name=word&nested_depth=2 body resources word \w+",
        "With `nested_depth`, filters of resources are for all levels; with Heat, for the first.",
    ),
    Allowed(
        r"nested, larger: .* body resources (inside|\d group) resource_status",
        "Nested stacks that an update does not touch stay as they are; Heat updates them all the same.",
    ),
    Allowed(
        r"nested: GET \S+ body (resource|resources group) attributes (refs|refs_map|attributes)",
        "A group tells its members as attributes; Heat has null there until it is asked for one of them.",
    ),
    Allowed(
        r"inside: GET \S+/\{group\}(/outputs)? body (stack )?outputs .*",
        "A group by itself has no outputs; with Heat, it has those that the stack around it asks for.",
    ),
    Allowed(r"inside: GET \S+/\{group\}/template body (heat_template_version|outputs)", SAME),
)
CARRYING = (
    Allowed(
        r"(carry|snapshots): .* environment (resource_registry|parameter_defaults|event_sinks)",
        "What is told of a stack for adoption leaves out empty sections of its environment.",
    ),
    Allowed(
        r"(carry|snapshots): .* (resources \w+ (attributes|id|properties|shape)|cloud|template_name|template_text)",
        "It tells more of a stack than Heat does: the text of its template, and what is recorded of its resources.",
    ),
    Allowed(
        r"(carry|snapshots): .* resources net resource_data .*",
        "It does not tell notes that Heat keeps for itself (`resource_data`).",
    ),
    Allowed(
        r"snapshots: .* resources word resource_data value", "Secrets are masked in what a snapshot tells."
    ),
    Allowed(
        r"snapshots: POST \S+ body data resources \w+",
        "A snapshot tells of its resources from its beginning.",
    ),
    Allowed(
        r"snapshots, gone: POST \S+/snapshots status",
        "A snapshot's name that is no text is refused; with Heat it is an internal error.",
    ),
    Allowed(
        r"adopt a template: POST /stacks status",
        "Data without resources is not taken for a stack that can be adopted; Heat begins, and fails.",
    ),
    Allowed(
        r"adopt: .* body events .*", "Adoption is one deed of the stack: its resources have no events of it."
    ),
)
