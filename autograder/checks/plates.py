"""Plate diagrams as data, graded up to renaming.

A diagram is `{"nodes": {name: kind}, "edges": [(from, to), ...], "plates": {name: [nodes inside]}}`; the kinds are
`latent`, `observed` and `parameter`, and an outer plate lists the nodes of the plates inside it too. Two diagrams are
the same if their graphs are isomorphic, where plates are nodes of a kind of their own and each node has an edge to the
plates around it: nesting is then in the graph. Most wrong answers have one thing wrong, and the hint says which: what
can be counted, or that without which the graphs are isomorphic.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from autograder.checks.failures import CheckFailed
from autograder.checks.plain import kind_of, shown

KINDS = ("latent", "observed", "parameter")
KEYS = ("nodes", "edges", "plates")
MOST = 50  # entries of a table or list; isomorphism is only asked of diagrams of equal, small size

REVERSED = "An arrow points the wrong way: arrows go from what a variable depends on to the variable."
SHARED = "A parameter is the same for all repetitions, so it stands outside the plates."
OUTSIDE = ("The plates are not right: what is drawn anew in each repetition stands inside, the rest outside; an outer"
           " plate lists the nodes of the plate within it too.")
UNSEEN = "A variable whose values are in the data is not marked as observed."
SEEN = "A variable is marked as observed whose values are not in the data."
UNKNOWN = "A parameter is a fixed number without a distribution; a latent variable has one and is not seen."
MISSING, EXTRA = "A variable of the model is missing.", "There is a node too many: one for each variable of the model."
FEWER, MORE = "An arrow is missing: draw one from each thing that a variable depends on.", "There is an arrow too many."
SEVERAL = "More than one thing is not right: look at the kinds, at the arrows and at the plates, one after the other."


@dataclass(frozen=True, slots=True)
class Diagram:
    """A well-formed diagram: every name that edges and plates use is a node."""

    nodes: dict[str, str]
    edges: frozenset[tuple[str, str]]
    plates: dict[str, frozenset[str]]


def plate(got: Any, want: dict[str, Any], *, what: str = "the diagram", hint: str = "") -> None:
    """`got` is the diagram `want` but for the names of nodes and plates and for order.

    `hint` stands in where more than one thing is wrong.

    Raises:
        CheckFailed: another diagram, or no diagram.
        ValueError: `want` itself is no diagram.
    """
    try:
        right = diagram(want)
    except CheckFailed as failed:
        raise ValueError(f"the wanted diagram: {failed}: {failed.hint}") from None
    value = diagram(got, what)
    if not isomorphic(value, right):
        said = _slip(value, right) or hint or SEVERAL
        raise CheckFailed(f"{what} is {shown(got)}, not {shown(want)} up to names", hint=said)


def _slip(got: Diagram, want: Diagram) -> str:
    """The hint for the one thing that is wrong, or for the first that can be counted."""
    if len(got.nodes) != len(want.nodes):
        return MISSING if len(got.nodes) < len(want.nodes) else EXTRA
    if Counter(got.nodes.values()) != Counter(want.nodes.values()):
        return _kinds_slip(got, want)
    if isomorphic(got, want, arrows=False):
        return REVERSED
    if isomorphic(got, want, plates=False):
        inside = frozenset().union(*got.plates.values())
        return SHARED if any(got.nodes[name] == "parameter" for name in inside) else OUTSIDE
    if len(got.edges) != len(want.edges):
        return FEWER if len(got.edges) < len(want.edges) else MORE
    return ""


def _kinds_slip(got: Diagram, want: Diagram) -> str:
    seen, right = (list(diagram.nodes.values()).count("observed") for diagram in (got, want))
    return UNSEEN if seen < right else SEEN if seen > right else UNKNOWN


def isomorphic(one: Diagram, other: Diagram, *, arrows: bool = True, plates: bool = True) -> bool:
    """Whether the diagrams are the same up to names; the directions of arrows or the plates can be left out of it."""
    import networkx  # here, since nothing else needs it and it takes a while

    if len(one.nodes) != len(other.nodes) or len(one.edges) != len(other.edges):
        return False
    empty = networkx.DiGraph if arrows else networkx.Graph
    graphs = [_graph(empty(), diagram, plates) for diagram in (one, other)]
    same = networkx.algorithms.isomorphism.categorical_node_match("kind", None)
    return bool(networkx.is_isomorphic(*graphs, node_match=same))


def _graph(graph: Any, diagram: Diagram, plates: bool) -> Any:
    """The diagram as a networkx graph. Edges need no label: one that ends in a plate says that a node is inside."""
    graph.add_nodes_from((("node", name), {"kind": kind}) for name, kind in diagram.nodes.items())
    graph.add_edges_from((("node", cause), ("node", effect)) for cause, effect in diagram.edges)
    for name, inside in diagram.plates.items() if plates else ():
        graph.add_node(("plate", name), kind="plate")
        graph.add_edges_from((("node", node), ("plate", name)) for node in inside)
    return graph


def diagram(value: Any, what: str = "the diagram") -> Diagram:
    """A student's value as a diagram, copied from the built-in parts of its dicts, lists and texts.

    Raises:
        CheckFailed: it is none; the hint says what is wrong with its form.
    """
    table = _table(value, what)
    if set(table) != set(KEYS):
        raise CheckFailed(f"{what} has the keys {shown(sorted(table))}",
                          hint=f"Give a dict with exactly the keys {', '.join(KEYS)}.")
    nodes = {name: _kind(name, kind) for name, kind in _table(table["nodes"], "nodes").items()}
    edges = frozenset(_edge(pair, nodes) for pair in _items(table["edges"], "edges"))
    plates = {name: _inside(name, members, nodes) for name, members in _table(table["plates"], "plates").items()}
    return Diagram(nodes, edges, plates)


def _kind(name: str, value: Any) -> str:
    kind = str.__str__(value) if isinstance(value, str) else None
    if kind not in KINDS:
        raise CheckFailed(f"node {shown(name)} is {shown(value)}",
                          hint=f"The kind of a node is one of {', '.join(KINDS)}.")
    return kind


def _edge(value: Any, nodes: dict[str, str]) -> tuple[str, str]:
    ends = _items(value, "an edge") if isinstance(value, (tuple, list)) else ()
    if len(ends) != 2:
        raise CheckFailed(f"an edge is {shown(value)}", hint='An edge is a pair of names: ("from", "to").')
    cause, effect = (_known(end, "An edge", nodes) for end in ends)
    if cause == effect:
        raise CheckFailed(f"an edge is {shown(value)}", hint="An edge leads from a node to itself.")
    return cause, effect


def _inside(name: str, value: Any, nodes: dict[str, str]) -> frozenset[str]:
    members = frozenset(_known(member, "A plate", nodes) for member in _items(value, "a plate"))
    if not members:
        raise CheckFailed(f"plate {shown(name)} is empty", hint="A plate has no nodes: list the names of those inside.")
    return members


def _known(value: Any, user: str, nodes: dict[str, str]) -> str:
    name = str.__str__(value) if isinstance(value, str) else None
    if name not in nodes:
        raise CheckFailed(f"{user} has {shown(value)}", hint=f"{user} has a name that is not among the nodes.")
    return name


def _table(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise CheckFailed(f"{what} is {shown(value)}", hint=f"{_capital(what)} should be a dict, not a {kind_of(value)}.")
    _refuse_huge(dict.__len__(value), what)
    table = {str.__str__(name): item for name, item in dict.items(value) if isinstance(name, str)}
    if len(table) != dict.__len__(value):
        raise CheckFailed(f"{what} is {shown(value)}", hint="Names of nodes and of plates are texts.")
    return table


def _items(value: Any, what: str) -> tuple[Any, ...]:
    """The items of a list, tuple or set, whatever a subclass says of them."""
    sequences: tuple[Any, ...] = (list, tuple, set, frozenset)
    for kind in sequences:
        if isinstance(value, kind):
            _refuse_huge(kind.__len__(value), what)
            return tuple(kind.__iter__(value))
    raise CheckFailed(f"{what} is {shown(value)}", hint=f"{_capital(what)} should be a list, not a {kind_of(value)}.")


def _refuse_huge(size: int, what: str) -> None:
    if size > MOST:
        raise CheckFailed(f"{what} has {size} entries", hint=f"{_capital(what)} has more than {MOST} entries.")


def _capital(what: str) -> str:
    """The start of a sentence; a name such as coin_plate stays as it is."""
    return what if what.isidentifier() and "_" in what else what[0].upper() + what[1:]
