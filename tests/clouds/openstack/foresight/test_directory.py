"""What there is of what is asked for: one list a kind, remembered for a while; what is refused is left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from setpoint.clouds.foreseeing import Denied, Question
from setpoint.clouds.openstack.foresight.directory import FRESH, Directory, Unasked
from tests.clouds.openstack.drivers.standing_in import COMPUTE, NETWORK, standing_in

ONE, TWO, THREE = (f"{number}2345678-1234-1234-1234-123456789012" for number in (1, 2, 3))
FLAVORS = f"GET {COMPUTE}/flavors/detail"
NETWORKS = f"GET {NETWORK}/networks"
GROUPS = f"GET {NETWORK}/security-groups"


def flavors(*names: str) -> dict[str, Any]:
    return {FLAVORS: {"flavors": [{"id": name, "name": name, "vcpus": 2} for name in names]}}


def ask(kind: str, *names: str) -> Iterable[Question]:
    return [Question(kind, name) for name in names]


async def test_many_names_are_found_in_one_list_and_remembered() -> None:
    clock = [0.0]
    async with standing_in(flavors("small", "large")) as there:
        directory = Directory(there.cloud.region, lambda: clock[0])
        questions = list(ask("nova.flavor", "small", "large", "huge"))
        for _again in range(2):
            answers = await directory.answers(questions)
            assert isinstance(answers[questions[2]], Denied)
            assert directory.shows("nova.flavor", "large")["vcpus"] == 2
        assert there.asked == ["GET flavors/detail"]
        clock[0] = FRESH + 1
        there.answers |= flavors("huge")
        assert isinstance((await directory.answers(questions))[questions[2]], dict)


async def test_what_was_found_is_known_to_drivers_as_well() -> None:
    async with standing_in(flavors("small")) as there:
        await Directory(there.cloud.region).answers(list(ask("nova.flavor", "small")))
        there.asked.clear()
        from setpoint.clouds.openstack.drivers.nova.nova import FLAVORS as THINGS  # noqa: PLC0415

        assert await there.cloud.region.names.id(THINGS, "small") == "small"
        assert there.asked == []


async def test_a_list_that_is_refused_is_no_denial_but_an_id_may_still_be_found() -> None:
    refused = {
        NETWORKS: (403, {"NeutronError": {"message": "not for you"}}),
        f"{NETWORKS}/{ONE}": {"network": {"id": ONE}},
        f"{NETWORKS}/{TWO}": (403, {"NeutronError": {"message": "nor this"}}),
    }
    async with standing_in(refused) as there:
        questions = list(ask("neutron.network", "lan", ONE, TWO, THREE))
        answers = list((await Directory(there.cloud.region).answers(questions)).values())
        assert answers[0] == Unasked("networks (network: 403 not for you)")
        assert answers[1] == {"id": ONE}
        assert answers[2] == Unasked("networks (network: 403 nor this)")
        assert isinstance(answers[3], Unasked)


async def test_an_id_that_no_list_shows_is_asked_for_and_of_many_nothing_is_said() -> None:
    ids = [f"{number:08}-1234-1234-1234-123456789012" for number in range(9)]
    async with standing_in(
        {NETWORKS: {"networks": []}, f"{NETWORKS}/{ids[1]}": {"network": {"id": ids[1]}}}
    ) as there:
        answers = list(
            (await Directory(there.cloud.region).answers(list(ask("neutron.network", *ids)))).values()
        )
        assert isinstance(answers[0], Denied)
        assert answers[1] == {"id": ids[1]}
        assert answers[4:] == [Unasked()] * 5


async def test_several_of_one_name_are_told_apart_by_whose_they_are() -> None:
    groups = [
        {"id": ONE, "name": "default", "project_id": "p"},
        {"id": TWO, "name": "default", "project_id": "q"},
    ]
    nets = [{"id": ONE, "name": "lan"}, {"id": TWO, "name": "lan"}]
    answers = {GROUPS: {"security_groups": groups}, NETWORKS: {"networks": nets}}
    async with standing_in(answers) as there:
        directory = Directory(there.cloud.region)
        group, net = [*ask("neutron.security_group", "default"), *ask("neutron.network", "lan")]
        found = await directory.answers([group, net])
        assert found[group] == groups[0]
        assert found[net] == Denied(net, "2 networks are called 'lan'", "refer to it by its id")


async def test_what_a_cloud_has_no_service_or_extension_for_is_not_there() -> None:
    async with standing_in({}) as there:
        image, pair = [*ask("glance.image", "cirros"), *ask("neutron.port_pair", "one")]
        found = await Directory(there.cloud.region).answers([image, pair])
        assert found[image] == Denied(image, "there is no image 'cirros': the cloud has no image service")
        assert isinstance(found[pair], Denied)


async def test_a_name_in_a_domain_is_not_asked_for_beforehand() -> None:
    eve = {"id": ONE, "name": "eve"}
    async with standing_in({"GET identity/v3/users": {"users": [eve]}}) as there:
        plain, within = ask("keystone.user", "eve", "eve{acme}")
        found = await Directory(there.cloud.region).answers([plain, within])
        assert found == {plain: eve, within: Unasked()}
        assert there.asked == ["GET identity/v3/users"]
