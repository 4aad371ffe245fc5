"""What a change costs: by property, by values, and as far as it is known."""

from collections.abc import Mapping

import pytest

from setpoint.model.change import Change
from setpoint.model.range import Range
from setpoint.model.value import Sensitive, Unknown, Value
from setpoint.types.schema import AttributeSchema, Property, Shape
from tests.types.asking import costs, kind, made, normal

LATER = Unknown(("net.id",))
INNER = Property(
    Shape.MAP,
    fields={"a": Property(Shape.INTEGER, default=1), "b": Property(Shape.STRING)},
    cost=Change.IN_PLACE,
)
TYPE = made(
    text=Property(Shape.STRING, default="t", cost=Change.IN_PLACE),
    fixed=Property(Shape.STRING),
    inner=INNER,
    anything=Property(Shape.ANY, cost=Change.IN_PLACE),
)


def test_each_property_costs_what_its_schema_says() -> None:
    assert costs(TYPE, {"text": "a", "fixed": "b"}, {"text": "c", "fixed": "d"}) == {
        "text": "in place",
        "fixed": "replace",
    }
    assert costs(TYPE, {"text": "a"}, {"text": "a"}) == {}


def test_a_default_is_as_good_as_given() -> None:
    assert costs(TYPE, {}, {"text": "t"}) == {}
    assert costs(TYPE, {"text": "t"}, {}) == {}
    assert costs(TYPE, {"text": "u"}, {}) == {"text": "in place"}
    assert costs(TYPE, {"inner": {"b": "x"}}, {"inner": {"a": 1, "b": "x"}}) == {}
    assert costs(TYPE, {"fixed": "x"}, {}) == {"fixed": "replace"}
    assert costs(TYPE, {}, {"inner": {}}) == {"inner": "in place"}


def test_values_are_compared_in_normal_form() -> None:
    assert costs(TYPE, {"inner": {"a": "2"}}, {"inner": {"a": 2}}) == {}
    assert costs(TYPE, {"anything": True}, {"anything": 1}) == {"anything": "in place"}


def test_what_is_not_known_may_change() -> None:
    assert costs(TYPE, {"fixed": "a"}, {"fixed": LATER}) == {"fixed": "replace?"}
    assert costs(TYPE, {"anything": ["a", "b"]}, {"anything": ["a", LATER]}) == {"anything": "in place?"}
    assert costs(TYPE, {"anything": ["a", "b"]}, {"anything": ["c", LATER]}) == {"anything": "in place"}
    assert costs(TYPE, {"anything": ["a"]}, {"anything": ["a", LATER]}) == {"anything": "in place"}


def test_a_secret_is_compared_by_what_it_hides() -> None:
    assert costs(TYPE, {"text": Sensitive("a")}, {"text": "a"}) == {}
    yes = Sensitive(hidden=True)
    assert costs(TYPE, {"anything": yes}, {"anything": True}) == {}
    assert costs(TYPE, {"anything": {"a": yes}}, {"anything": Sensitive({"a": 1})}) == {
        "anything": "in place"
    }
    (change,) = TYPE.how_to_change({"text": Sensitive("a")}, {"text": Sensitive("b")})
    assert "a" not in repr((change.old, change.new))


def test_a_change_shows_both_sides() -> None:
    (change,) = TYPE.how_to_change({}, {"text": "u"})
    assert (change.old, change.new) == ("t", "u")


def test_a_recorded_property_that_the_schema_lost_changes_nothing() -> None:
    assert TYPE.how_to_change({"gone": "a"}, {}) == ()


class TestTestResource:
    """``update_replace`` turns a change of ``value`` into a replacement."""

    KIND = kind("OS::Heat::TestResource")

    def test_a_new_value_is_taken_in_place(self) -> None:
        assert costs(self.KIND, {"value": "a"}, {"value": "b"}) == {"value": "in place"}

    def test_unless_replacement_is_asked_for(self) -> None:
        new = {"value": "b", "update_replace": True}
        assert costs(self.KIND, {"value": "a"}, new) == {"value": "replace", "update_replace": "in place"}
        assert costs(self.KIND, {"value": "b"}, new) == {"update_replace": "in place"}

    def test_or_may_be(self) -> None:
        assert costs(self.KIND, {"value": "a"}, {"value": "b", "update_replace": LATER}) == {
            "value": "replace?",
            "update_replace": "in place?",
        }
        assert (
            costs(self.KIND, {"value": "a"}, {"value": LATER, "update_replace": True})["value"] == "replace?"
        )

    def test_one_property_always_replaces(self) -> None:
        assert costs(self.KIND, {}, {"update_replace_value": "x"}) == {"update_replace_value": "replace"}


OLD_SERVER = {"flavor": "small", "image": "jammy", "user_data": "a"}


class TestServer:
    """The update policies of OS::Nova::Server."""

    KIND = kind("OS::Nova::Server")

    @pytest.mark.parametrize(
        ("change", "cost"),
        (
            ({"flavor": "large"}, "in place"),
            ({"flavor": "large", "flavor_update_policy": "REPLACE"}, "replace"),
            ({"flavor": "large", "flavor_update_policy": LATER}, "replace?"),
            ({"image": "noble"}, "in place"),
            ({"image": "noble", "image_update_policy": "REPLACE"}, "replace"),
            ({"image": "noble", "image_update_policy": "REBUILD_PRESERVE_EPHEMERAL"}, "in place"),
            ({"image": LATER}, "in place?"),
            ({"image": None, "block_device_mapping_v2": [{"volume_id": "v"}]}, "replace"),
            ({"user_data": "b"}, "replace"),
            ({"user_data": "b", "user_data_update_policy": "IGNORE"}, "in place"),
            ({"user_data": "b", "user_data_update_policy": "REBUILD"}, "in place"),
            ({"networks": [{"network": "other"}]}, "in place"),
            ({"key_name": "k"}, "replace"),
            ({"metadata": {"a": "b"}}, "in place"),
        ),
    )
    def test_a_change_costs_what_its_policy_says(self, change: dict[str, object], cost: str) -> None:
        assert costs(self.KIND, OLD_SERVER, {**OLD_SERVER, **change})[next(iter(change))] == cost


def test_a_volume_grows_in_place() -> None:
    volume = kind("OS::Cinder::Volume")
    assert costs(volume, {"size": 1}, {"size": 2, "volume_type": "fast"}) == {
        "size": "in place",
        "volume_type": "in place",
    }
    assert costs(volume, {"size": 1}, {"size": 1, "image": "i"}) == {"image": "replace"}


def test_a_port_can_ask_to_be_replaced_always() -> None:
    port = kind("OS::Neutron::Port")
    assert costs(port, {"network": "n"}, {"network": "n", "name": "p"}) == {"name": "in place"}
    always = {"network": "n", "name": "p", "replacement_policy": "REPLACE_ALWAYS"}
    assert set(costs(port, {"network": "n"}, always).values()) == {"replace"}


def test_nothing_changes_a_placeholder() -> None:
    assert costs(kind("OS::Heat::None"), {"a": 1}, {"b": 2}) == {}


class TestSurvival:
    """Which attributes an update in place leaves as they are."""

    def test_those_that_are_not_made_of_what_changes(self) -> None:
        server = kind("OS::Nova::Server")
        assert not server.survives("first_address", frozenset({"networks"}))
        assert server.survives("first_address", frozenset({"flavor", "metadata"}))
        assert not server.survives("show", frozenset({"metadata"}))
        assert server.survives("show", frozenset())

    def test_one_that_is_called_as_a_property_is_made_of_it(self) -> None:
        assert not kind("OS::Heat::Value").survives("value", frozenset({"value"}))
        assert kind("OS::Heat::Value").survives("value", frozenset({"type"}))

    def test_also_under_the_propertys_new_name(self) -> None:
        assert not kind("OS::Neutron::Port").survives("network_id", frozenset({"network"}))

    def test_a_schema_can_say_it(self) -> None:
        url = AttributeSchema(made_of=frozenset({"port"}))
        type_ = made({"url": url}, port=Property(Shape.INTEGER), host=Property(Shape.STRING))
        assert not type_.survives("url", frozenset({"port", "host"}))
        assert type_.survives("url", frozenset({"host"}))


class TestShields:
    """What a driver answers in clear becomes a secret again where it must."""

    def test_an_attribute_made_of_a_secret_is_one(self) -> None:
        type_ = kind("OS::Heat::TestResource")
        found = type_.shield({"value": Sensitive("a")}, {"output": "a"})
        assert repr(found) == "{'output': ******}"
        assert found["output"].reveal() == "a"
        assert type_.shield({"value": "a"}, {"output": "a"}) == {"output": "a"}
        assert isinstance(
            type_.shield({"value": Sensitive("a")}, {"show": {"value": "a"}})["show"], Sensitive
        )

    def test_a_secret_deep_in_a_property_counts(self) -> None:
        found = kind("OS::Heat::MultipartMime").shield(
            {"parts": [{"config": Sensitive("a")}]}, {"config": "mime"}
        )
        assert isinstance(found["config"], Sensitive)

    def test_a_declared_one_is_one(self) -> None:
        assert isinstance(
            kind("OS::Nova::KeyPair").shield({}, {"private_key": "k"})["private_key"], Sensitive
        )
        assert kind("OS::Nova::KeyPair").shield({}, {"private_key": None}) == {"private_key": None}

    def test_seen_properties_are_shielded_as_recorded(self) -> None:
        type_ = kind("OS::Heat::TestResource")
        assert isinstance(type_.shield_seen({"value": Sensitive("a")}, {"value": "b"})["value"], Sensitive)
        assert type_.shield_seen({"value": "a"}, {"value": "b", "fail": False}) == {
            "value": "b",
            "fail": False,
        }


class TestClaims:
    """What only one resource at a time can hold, and what is done one by one."""

    def test_a_unique_name_is_claimed(self) -> None:
        assert kind("OS::Nova::KeyPair").claims({"name": "admin"}) == {"keypair admin -"}
        assert kind("OS::Nova::KeyPair").claims({"name": LATER}) == set()

    def test_a_secret_makes_no_claim(self) -> None:
        assert kind("OS::Nova::KeyPair").claims({"name": Sensitive("admin")}) == set()

    def test_a_port_claims_its_addresses(self) -> None:
        port = kind("OS::Neutron::Port")
        wanted = {
            "network": "n",
            "mac_address": "fa:16:3e:00:00:01",
            "fixed_ips": [{"ip_address": "10.0.0.5"}, LATER],
        }
        assert port.claims(wanted) == {"MAC address fa:16:3e:00:00:01 n", "address 10.0.0.5 n"}
        assert port.claims({"network": "n", "fixed_ips": [{"subnet": "s"}]}) == set()
        assert port.claims({**wanted, "network": LATER}) == set()

    def test_a_floating_ip_claims_its_address_and_port(self) -> None:
        association = kind("OS::Cinder::QoSAssociation")
        claimed = {"QoS specs of volume type a", "QoS specs of volume type b"}
        assert association.claims({"qos_specs": "q", "volume_types": ["a", "b", LATER]}) == claimed
        assert association.claims({"qos_specs": "q", "volume_types": LATER}) == set()
        assert kind("OS::Neutron::FloatingIP").claims(
            {"floating_network": "public", "floating_ip_address": "203.0.113.9", "port_id": "p"}
        ) == {"floating address 203.0.113.9", "floating IP of port p -"}

    def test_routes_of_one_router_are_made_one_by_one(self) -> None:
        routes = kind("OS::Neutron::ExtraRouteSet")
        assert routes.mutexes({"router": "r"}) == {"router r"}
        assert routes.mutexes({"router": LATER}) == set()

    def test_an_interface_claims_the_gateway_of_its_subnet(self) -> None:
        interface = kind("OS::Neutron::RouterInterface")
        assert interface.claims({"router": "r", "subnet": "s"}) == {"gateway of subnet s"}
        assert interface.mutexes({"router": "r", "subnet": "s"}) == set(), "Neutron makes them side by side"

    def test_a_subnet_has_its_addresses_alone_on_its_network(self) -> None:
        subnet = kind("OS::Neutron::Subnet")
        assert subnet.ranges({"network": "n", "cidr": "10.0.0.0/24"}, _nowhere) == {
            Range.of("network n", "10.0.0.0/24")
        }
        assert subnet.ranges({"network": LATER, "cidr": "10.0.0.0/24"}, _nowhere) == set()
        assert subnet.ranges({"network": "n", "subnetpool": "p"}, _nowhere) == set()

    def test_a_router_joins_no_addresses_twice(self) -> None:
        interface = kind("OS::Neutron::RouterInterface")
        known: dict[str, dict[str, Value]] = {
            "s": {"cidr": "10.0.0.0/24"},
            "p": {"fixed_ips": [LATER, {"ip_address": "10.0.0.9"}, {"subnet": "s"}]},
        }

        def refers(value: Value) -> Mapping[str, Value]:
            return known.get(value, {}) if isinstance(value, str) else {}

        joined = {Range.of("router r", "10.0.0.0/24")}
        assert interface.ranges({"router": "r", "subnet": "s"}, refers) == joined
        assert interface.ranges({"router": "r", "port": "p"}, refers) == joined
        assert interface.ranges({"router": LATER, "subnet": "s"}, refers) == set()
        assert interface.ranges({"router": "r", "subnet": "elsewhere"}, refers) == set()
        assert interface.ranges({"router": "r", "subnet": LATER}, refers) == set()

    def test_most_types_claim_nothing(self) -> None:
        assert kind("OS::Heat::TestResource").claims({"value": "a"}) == set()
        assert kind("OS::Heat::TestResource").ranges({"value": "a"}, _nowhere) == set()
        assert kind("OS::Heat::TestResource").mutexes({"value": "a"}) == set()


def _nowhere(_value: Value) -> Mapping[str, Value]:
    return {}


class TestLettingGo:
    """What one must do before something that it stands on can be deleted."""

    def test_a_floating_ip_leaves_its_port(self) -> None:
        floating = kind("OS::Neutron::FloatingIP")
        properties = {"floating_network": "public", "port_id": "p", "fixed_ip_address": "10.0.0.5"}
        left = {"floating_network": "public"}
        assert floating.letting_go(properties, "OS::Neutron::RouterInterface", "i") == left
        assert floating.letting_go(left, "OS::Neutron::RouterInterface", "i") == left
        assert floating.letting_go(properties, "OS::Neutron::Port", "p") is properties

    def test_a_port_gives_up_its_addresses(self) -> None:
        properties = {"network": "n", "fixed_ips": [{"subnet": "s"}]}
        left = kind("OS::Neutron::Port").letting_go(properties, "OS::Neutron::Subnet", "s")
        assert left == {"network": "n", "no_fixed_ips": True}

    def test_a_server_unplugs_what_it_has_there(self) -> None:
        server = kind("OS::Nova::Server")
        stay = [{"port": "p"}, {"subnet": "t"}]
        properties = {"networks": [{"network": "n"}, *stay, {"subnet": "s"}]}
        assert server.letting_go(properties, "OS::Neutron::Subnet", "s") == {"networks": stay}
        assert server.letting_go({"networks": stay}, "OS::Neutron::Subnet", "s") == {"networks": stay}
        rest = [{"network": "n"}, {"subnet": "t"}, {"subnet": "s"}]
        assert server.letting_go(properties, "OS::Neutron::Port", "p") == {"networks": rest}
        assert server.letting_go(properties, "OS::Neutron::Port", "q") is properties
        none = {"networks": [{"allocate_network": "none"}]}
        assert server.letting_go({"networks": [{"port": "p"}]}, "OS::Neutron::Port", "p") == none

    def test_an_attachment_must_go_itself(self) -> None:
        assert kind("OS::Cinder::VolumeAttachment").letting_go({}, "OS::Nova::Server", "s") is None
        association = kind("OS::Neutron::FloatingIPAssociation")
        assert association.letting_go({}, "OS::Neutron::RouterInterface", "i") is None

    def test_most_types_keep_nothing(self) -> None:
        properties = {"value": "p"}
        assert kind("OS::Heat::TestResource").letting_go(properties, "OS::Nova::Server", "p") is properties


def test_identity_is_the_physical_id_unless_a_type_says_otherwise() -> None:
    assert kind("OS::Heat::RandomString").reference == "value"
    assert kind("OS::Nova::Server").reference is None
    assert normal(kind("OS::Nova::Server"), {"flavor": "f", "image": "i"})
