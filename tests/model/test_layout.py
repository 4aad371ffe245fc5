"""A picture is right when nothing overlaps, what stands on something is above it, and members are within frames."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from setpoint.model.address import Address, container_of, inside
from setpoint.model.graph import Edge, Graph, Node, between_siblings
from setpoint.model.layout.arrange import Size, arrange
from setpoint.model.layout.columns import isotonic
from setpoint.model.layout.picture import Box, Picture, lay_out
from setpoint.model.layout.ranks import downward, ranks, rows
from setpoint.model.layout.web import TRUNKS, Web

BOX = Size(100, 40)


def graph_of(*edges: tuple[str, str], also: tuple[str, ...] = ()) -> Graph:
    """A graph of all that the edges name, with the frames around it."""
    named = dict.fromkeys(
        part for one in (*also, *(end for edge in edges for end in edge)) for part in _ways(one)
    )
    return Graph(
        "g",
        tuple(Node(Address(one), "T") for one in sorted(named)),
        tuple(Edge(Address(source), Address(target)) for source, target in edges),
    )


def _ways(address: str) -> list[str]:
    parts = address.split("/")
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def size_of(node: Node) -> Size:
    return Size(60 + 10 * len(node.address), 40)


def placed(graph: Graph) -> dict[str, Box]:
    return {box.node.address: box for box in lay_out(graph, size_of).boxes}


def overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.left + other.size.width
        and other.left < one.left + one.size.width
        and one.top < other.top + other.size.height
        and other.top < one.top + one.size.height
    )


def within(inner: Box, outer: Box) -> bool:
    return (
        outer.left < inner.left
        and outer.top < inner.top
        and inner.left + inner.size.width < outer.left + outer.size.width
        and inner.top + inner.size.height < outer.top + outer.size.height
    )


def check(graph: Graph, picture: Picture) -> None:
    boxes = {box.node.address: box for box in picture.boxes}
    assert set(boxes) == {node.address for node in graph.nodes}
    for container, members in graph.members().items():
        beside = [boxes[node.address] for node in members]
        assert not [(a, b) for a in beside for b in beside if a is not b and overlap(a, b)]
        assert all(not container or within(box, boxes[container]) for box in beside)
    for box in picture.boxes:
        assert 0 <= box.left <= picture.size.width - box.size.width + 0.01
        assert 0 <= box.top <= picture.size.height - box.size.height + 0.01


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Resources in nested frames, each standing only on ones that were named before it."""
    containers = [Address("")]
    leaves: list[Address] = []
    nodes: list[Node] = []
    for number in range(draw(st.integers(1, 30))):
        address = inside(draw(st.sampled_from(containers)), f"r{number}")
        is_container = draw(st.booleans()) and len(containers) < 6
        nodes.append(Node(address, "T", is_container=is_container))
        (containers if is_container else leaves).append(address)
    edges = [
        Edge(leaves[upper], leaves[lower])
        for upper in range(1, len(leaves))
        for lower in draw(st.sets(st.integers(0, upper - 1), max_size=3))
    ]
    return Graph("g", tuple(nodes), tuple(edges))


@given(graphs())
def test_nothing_overlaps_and_members_are_within_their_frames(graph: Graph) -> None:
    check(graph, lay_out(graph, size_of))


@given(graphs())
def test_lines_run_downwards_between_boxes(graph: Graph) -> None:
    for line in lay_out(graph, size_of).lines:
        assert all(upper[1] <= lower[1] for upper, lower in pairwise(line.points)), line


@given(graphs())
def test_the_same_graph_gives_the_same_picture(graph: Graph) -> None:
    assert lay_out(graph, size_of) == lay_out(graph, size_of)


def test_what_stands_on_something_is_above_it() -> None:
    found = placed(graph_of(("web", "db"), ("db", "disk"), ("web", "disk")))
    assert found["web"].top < found["db"].top < found["disk"].top


def test_what_has_nothing_to_do_with_the_rest_stands_beside_it() -> None:
    found = placed(graph_of(("web", "db"), also=("lonely",)))
    assert found["lonely"].left > found["web"].left + found["web"].size.width
    assert found["lonely"].top == found["web"].top


def test_a_line_that_crosses_a_frame_is_drawn_at_the_frame_and_once() -> None:
    picture = lay_out(graph_of(("group/0", "net"), ("group/1", "net")), size_of)
    assert len(picture.lines) == 1
    frame = next(box for box in picture.boxes if box.node.address == "group")
    assert picture.lines[0].points[0][1] == frame.top + frame.size.height


def test_frames_that_stand_on_each_other_are_drawn_all_the_same() -> None:
    graph = graph_of(("a/1", "b/1"), ("b/2", "a/2"))
    picture = lay_out(graph, size_of)
    check(graph, picture)
    assert [line.head for line in picture.lines] == ["both"]


def test_twins_share_a_block_and_a_line() -> None:
    servers = [f"server{number}" for number in range(40)]
    graph = graph_of(*((one, "net") for one in servers), *(("route", one) for one in servers))
    picture = lay_out(graph, size_of)
    check(graph, picture)
    assert (len(picture.blocks), len(picture.lines)) == (1, 2)


def test_a_long_line_bends_round_the_boxes_between() -> None:
    graph = graph_of(("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"))
    picture = lay_out(graph, size_of)
    middle = next(box for box in picture.boxes if box.node.address == "b")
    bypass = [x for line in picture.lines for x, y in line.points if middle.top < y < middle.top + 40]
    assert not bypass  # a line changes its course between rows only
    trunk = [line for line in picture.lines if not line.head]
    assert len(trunk) == 2
    assert all(abs(line.points[-1][0] - (middle.left + middle.size.width / 2)) > 30 for line in trunk[:1])


def test_edges_are_lifted_to_the_members_of_the_container_that_both_ends_share() -> None:
    graph = graph_of(("a/b/c", "a/d"), ("x", "a/d"), ("a/b/c", "a/b"))
    assert sorted(between_siblings(graph.edges)) == [("", "x", "a"), ("a", "a/b", "a/d")]
    assert container_of(Address("a/b")) == "a"


# --- the parts


def test_a_rank_is_no_higher_than_need_be() -> None:
    pairs = [(0, 1), (1, 2), (0, 3)]  # 3 is needed by the top only
    assert ranks(4, pairs) == [2, 1, 0, 1]


def test_a_cycle_is_broken_where_it_was_entered() -> None:
    turned = downward(3, [(0, 1), (1, 2), (2, 0)])
    assert [one for *_, one in turned].count(True) == 1
    assert max(ranks(3, [(upper, lower) for upper, lower, _ in turned])) == 2


def test_wide_ranks_become_several_rows() -> None:
    assert rows([0] * 10 + [1], widest=4) == [[10], [0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


def test_the_nearest_rising_sequence() -> None:
    assert isotonic([(3.0, 1.0), (1.0, 1.0), (5.0, 1.0)]) == [2.0, 2.0, 5.0]
    assert isotonic([(3.0, 3.0), (1.0, 1.0)]) == [2.5, 2.5]


def test_trunks_do_not_outgrow_the_graph() -> None:
    """In a chain where everything also stands on everything far below, lines could have a point in every row."""
    count = 200
    pairs = [(upper, lower) for upper in range(count) for lower in range(upper + 1, count, 7)]
    pairs += [(one, one + 1) for one in range(count - 1)]
    web = Web(rows(ranks(count, pairs), widest=8), downward(count, pairs))
    assert len(web.row) <= (1 + TRUNKS) * count
    assert web.straight


def test_many_small_parts_make_a_picture_of_pleasant_proportions() -> None:
    found = arrange([BOX] * 2000, [(one, one + 1000) for one in range(1000)])
    assert 0.5 < found.size.width / found.size.height < 4
