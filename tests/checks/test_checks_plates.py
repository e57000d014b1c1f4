"""Plate diagrams: right up to renaming, a hint for each slip, and no error whatever a student's value is."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import CheckFailed, plate, plates

COIN = {"nodes": {"theta": "parameter", "y": "observed"}, "edges": [("theta", "y")], "plates": {"N": ["y"]}}
REGRESSION = {
    "nodes": {"x": "observed", "y": "observed", "w": "parameter", "sigma": "parameter"},
    "edges": [("x", "y"), ("w", "y"), ("sigma", "y")], "plates": {"N": ["x", "y"]},
}
BAYES = {
    "nodes": {"pi": "parameter", "phi": "parameter", "y": "observed", "x": "observed"},
    "edges": [("pi", "y"), ("y", "x"), ("phi", "x")], "plates": {"N": ["y", "x"], "D": ["x"]},
}
# Latent Dirichlet allocation: all three kinds, and a plate within another.
TOPICS = {
    "nodes": {"alpha": "parameter", "theta": "latent", "z": "latent", "w": "observed", "beta": "parameter"},
    "edges": [("alpha", "theta"), ("theta", "z"), ("z", "w"), ("beta", "w")],
    "plates": {"documents": ["theta", "z", "w"], "words": ["z", "w"]},
}
ALL = [COIN, REGRESSION, BAYES, TOPICS]


def hint_of(got, want, **options):
    with pytest.raises(CheckFailed) as failed:
        plate(got, want, **options)
    return failed.value.hint


def renamed(diagram, names):
    """The diagram with other names of nodes, and its plates called 0, 1, ..."""
    return {
        "nodes": {names[node]: kind for node, kind in diagram["nodes"].items()},
        "edges": [(names[a], names[b]) for a, b in diagram["edges"]],
        "plates": {str(i): [names[node] for node in inside] for i, inside in enumerate(diagram["plates"].values())},
    }


def brute_force(one, other):
    """Whether some renaming of the nodes makes the diagrams equal, by trying all of them."""
    for names in itertools.permutations(other["nodes"]):
        trial = renamed(one, dict(zip(one["nodes"], names, strict=False))) if len(names) == len(one["nodes"]) else None
        if trial and trial["nodes"] == other["nodes"] and set(trial["edges"]) == set(other["edges"]) and sorted(
            map(sorted, trial["plates"].values())) == sorted(map(sorted, other["plates"].values())):
            return True
    return False


@pytest.mark.parametrize("want", ALL)
def test_a_diagram_under_other_names_and_in_another_order_is_right(want):
    """Names, order of nodes, of edges, within plates: none of it counts."""
    for seed in range(5):
        shuffle = random.Random(seed)
        got = renamed(want, dict(zip(want["nodes"], shuffle.sample("abcdefgh", len(want["nodes"])), strict=True)))
        got["nodes"] = dict(shuffle.sample(list(got["nodes"].items()), len(got["nodes"])))
        shuffle.shuffle(got["edges"])
        plate(got, want)


@pytest.mark.parametrize(("edges", "inside"), [
    ([["theta", "y"]], ("y",)), ((("theta", "y"),), {"y"}), ({("theta", "y")}, ["y", "y"]),
    ([("theta", "y"), ("theta", "y")], ["y"]), ([(np.str_("theta"), np.str_("y"))], [np.str_("y")]),
])
def test_lists_tuples_and_sets_are_alike(edges, inside):
    """The form of pairs and of members is free, and what is said twice is said once."""
    plate({"nodes": COIN["nodes"], "edges": edges, "plates": {"N": inside}}, COIN)


@st.composite
def diagrams(draw):
    names = ["a", "b", "c", "d"][: draw(st.integers(2, 4))]
    pairs = [(one, other) for one in names for other in names if one != other]
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3)
    return {
        "nodes": {name: draw(st.sampled_from(plates.KINDS)) for name in names},
        "edges": draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True)),
        "plates": {str(i): sorted(set(inside)) for i, inside in enumerate(draw(st.lists(some, max_size=2)))},
    }


@given(diagrams(), diagrams(), st.randoms(use_true_random=False))
def test_isomorphism_is_what_all_renamings_say(one, other, shuffle):
    """Brute force agrees, for unrelated diagrams and for a renamed one."""
    assert plates.isomorphic(plates.diagram(one), plates.diagram(other)) is brute_force(one, other)
    names = list(one["nodes"])
    again = renamed(one, dict(zip(names, shuffle.sample(names, len(names)), strict=True)))
    plate(again, one)


# Slips ----------------------------------------------------------------------------------------------------------------


def changed(want, **parts):
    return want | parts


@pytest.mark.parametrize(("got", "want", "hint"), [
    (changed(COIN, edges=[("y", "theta")]), COIN, plates.REVERSED),
    (changed(REGRESSION, edges=[("y", "x"), ("w", "y"), ("sigma", "y")]), REGRESSION, plates.REVERSED),
    (changed(BAYES, edges=[("pi", "y"), ("x", "y"), ("phi", "x")]), BAYES, plates.REVERSED),
    (changed(BAYES, edges=[("y", "pi"), ("x", "y"), ("x", "phi")]), BAYES, plates.REVERSED),
    (changed(COIN, plates={"N": ["theta", "y"]}), COIN, plates.SHARED),
    (changed(REGRESSION, plates={"N": ["x", "y", "w"]}), REGRESSION, plates.SHARED),
    (changed(BAYES, plates={"N": ["y", "x", "phi"], "D": ["x", "phi"]}), BAYES, plates.SHARED),
    (changed(BAYES, plates={"N": ["y"], "D": ["x"]}), BAYES, plates.OUTSIDE),
    (changed(BAYES, plates={"N": ["y", "x"]}), BAYES, plates.OUTSIDE),
    (changed(BAYES, plates={"N": ["y", "x"], "D": ["y", "x"]}), BAYES, plates.OUTSIDE),
    (changed(REGRESSION, plates={"N": ["y"]}), REGRESSION, plates.OUTSIDE),
    (changed(COIN, plates={}), COIN, plates.OUTSIDE),
    (changed(COIN, nodes={"theta": "parameter", "y": "latent"}), COIN, plates.UNSEEN),
    (changed(BAYES, nodes=BAYES["nodes"] | {"y": "latent"}), BAYES, plates.UNSEEN),
    (changed(REGRESSION, nodes=REGRESSION["nodes"] | {"x": "latent"}), REGRESSION, plates.UNSEEN),
    (changed(COIN, nodes={"theta": "observed", "y": "observed"}), COIN, plates.SEEN),
    (changed(COIN, nodes={"theta": "latent", "y": "observed"}), COIN, plates.UNKNOWN),
    (changed(TOPICS, nodes=TOPICS["nodes"] | {"theta": "parameter"}), TOPICS, plates.UNKNOWN),
    (changed(COIN, nodes={"theta": "observed", "y": "parameter"}), COIN, plates.SEVERAL),
    (changed(REGRESSION, nodes={"x": "observed", "y": "observed", "w": "parameter"}, edges=[("x", "y"), ("w", "y")]),
     REGRESSION, plates.MISSING),
    (changed(COIN, nodes=COIN["nodes"] | {"n": "observed"}), COIN, plates.EXTRA),
    (changed(BAYES, edges=[("pi", "y"), ("phi", "x")]), BAYES, plates.FEWER),
    (changed(BAYES, edges=[*BAYES["edges"], ("pi", "x")]), BAYES, plates.MORE),
    (changed(COIN, nodes={"theta": "parameter", "y": "latent"}, edges=[("y", "theta")]), COIN, plates.UNSEEN),
    (changed(COIN, edges=[("y", "theta")], plates={"N": ["theta"]}), COIN, plates.SEVERAL),
    (changed(BAYES, edges=[("pi", "y"), ("pi", "x"), ("phi", "x")]), BAYES, plates.SEVERAL),
])
def test_a_slip_gets_its_hint(got, want, hint):
    """Each catalogued slip, in each of the diagrams that allow it, and what is wrong twice."""
    assert hint_of(got, want) == hint


def test_a_hint_of_the_caller_stands_in_where_more_is_wrong():
    """It does not displace the hint for a single slip."""
    assert hint_of(changed(COIN, edges=[("y", "theta")], plates={"N": ["theta"]}), COIN, hint="Look again.") == "Look again."
    assert hint_of(changed(COIN, plates={}), COIN, hint="Look again.") == plates.OUTSIDE


def test_hints_name_no_part_of_the_answer():
    """No hint holds a name of the wanted diagram; the message, which staff read, holds both."""
    with pytest.raises(CheckFailed) as failed:
        plate(changed(BAYES, plates={"N": ["y"], "D": ["x"]}), BAYES, what="naive_bayes_plate")
    assert "naive_bayes_plate" in str(failed.value)
    assert "phi" in str(failed.value)
    assert "phi" not in failed.value.hint


# Malformed values -----------------------------------------------------------------------------------------------------


class Liar(dict):
    """A dict that claims to be short and equal to everything."""

    def __len__(self):
        return 0

    def __eq__(self, other):
        return True

    __hash__ = None

    def items(self):
        raise RuntimeError("no")


class Loud(str):
    """A text that claims to be equal to everything."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


@pytest.mark.parametrize(("got", "says"), [
    (None, "should be a dict"), ("theta -> y", "should be a dict"), (3, "should be a dict"), ([COIN], "should be a dict"),
    ({}, "exactly the keys"), ({"nodes": {}, "edges": []}, "exactly the keys"), (COIN | {"title": "coin"}, "exactly the keys"),
    (changed(COIN, nodes=["theta", "y"]), "Nodes should be a dict"), (changed(COIN, nodes=None), "Nodes should be a dict"),
    (changed(COIN, nodes={1: "observed", "y": "observed"}), "are texts"),
    (changed(COIN, nodes={"theta": "parameter", "y": "shaded"}), "kind of a node"),
    (changed(COIN, nodes={"theta": "parameter", "y": None}), "kind of a node"),
    (changed(COIN, nodes={"theta": ["parameter"], "y": "observed"}), "kind of a node"),
    (changed(COIN, edges={"theta": "y"}), "Edges should be a list"), (changed(COIN, edges=None), "Edges should be a list"),
    (changed(COIN, edges="theta->y"), "Edges should be a list"), (changed(COIN, edges=[("theta",)]), "pair of names"),
    (changed(COIN, edges=["ty"]), "pair of names"), (changed(COIN, edges=[("theta", "y", "N")]), "pair of names"),
    (changed(COIN, edges=[{"theta", "y"}]), "pair of names"), (changed(COIN, edges=[None]), "pair of names"),
    (changed(COIN, edges=("theta", "y")), "pair of names"),
    (changed(COIN, edges=[("theta", "z")]), "An edge has a name"), (changed(COIN, edges=[(0, 1)]), "An edge has a name"),
    (changed(COIN, edges=[(["theta"], "y")]), "An edge has a name"), (changed(COIN, edges=[("y", "y")]), "to itself"),
    (changed(COIN, plates=["y"]), "Plates should be a dict"), (changed(COIN, plates={"N": "y"}), "A plate should be a list"),
    (changed(COIN, plates={"N": ["z"]}), "A plate has a name"), (changed(COIN, plates={"N": [["y"]]}), "A plate has a name"),
    (changed(BAYES, plates={"N": ["y", "D"], "D": ["x"]}), "A plate has a name"), (changed(COIN, plates={"N": []}), "no nodes"),
    (changed(COIN, plates={2: ["y"]}), "are texts"),
    (Liar(COIN, title=1), "exactly the keys"), (changed(COIN, nodes={"theta": "parameter", "y": Loud("shaded")}), "kind of a node"),
    (changed(COIN, edges=[("theta", Loud("z"))]), "An edge has a name"),
    ({Loud("a"): {}, "edges": [], "plates": {}}, "exactly the keys"),
])
def test_a_malformed_value_gets_a_clear_hint(got, says):
    """No error, whatever the value is, and methods of a student's class decide nothing."""
    assert says in hint_of(got, COIN if "pi" not in str(got) else BAYES)


def test_huge_values_are_refused_before_anything_is_compared(monkeypatch):
    """A clique, a crowd of nodes, of plates, of edges: refused by their size alone."""
    monkeypatch.setattr(plates, "isomorphic", lambda *_: pytest.fail("compared"))
    names = [str(i) for i in range(3000)]
    crowd = dict.fromkeys(names, "latent")
    for got in (
        {"nodes": crowd, "edges": [], "plates": {}},
        changed(COIN, edges=[("theta", "y")] * 10**6), changed(COIN, plates={name: ["y"] for name in names}),
        changed(COIN, plates={"N": ["y"] * 10**6}), changed(COIN, edges=[("theta",) * 10**6]),
        {"nodes": dict.fromkeys(names[:20], "latent"), "edges": list(itertools.permutations(names[:20], 2)), "plates": {}},
    ):
        assert "more than 50" in hint_of(got, COIN)


def test_a_wanted_diagram_that_is_none_is_our_own_mistake():
    """It does not become the student's."""
    with pytest.raises(ValueError, match="wanted diagram"):
        plate(COIN, changed(COIN, edges=[("theta", "z")]))


def test_the_arguments_stay_as_they_are():
    """Neither diagram is changed."""
    got = changed(BAYES, plates={"N": ["y", "x"], "D": ["x"]})
    before = repr((got, BAYES))
    plate(got, BAYES)
    assert repr((got, BAYES)) == before
