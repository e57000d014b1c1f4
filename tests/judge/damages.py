"""What tools and students do to honest notebooks: ten kinds of damage, each with several forms.

A kind takes a submission (a notebook as plain data, its own copy) and a seeded generator, and gives the files that
arrive in the submission's folder. None of them changes what the student answered.
"""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

Files = dict[str, bytes]
Node = dict[str, Any]
NAME = "bayes.ipynb"


def dumped(node: Node) -> bytes:
    return json.dumps(node, indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")


def text(cell: Node) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def grader(cell: Node) -> Node:
    return cell["metadata"].get("nbgrader", {})


def answers(node: Node) -> list[int]:
    """Places of the code cells that students answer in."""
    return [i for i, c in enumerate(node["cells"]) if grader(c).get("solution") and not grader(c).get("grade")]


def tests(node: Node) -> list[int]:
    return [i for i, c in enumerate(node["cells"]) if grader(c).get("grade") and not grader(c).get("solution")]


def own(source: str, kind: str = "code", name: str = "") -> Node:
    """A cell that a tool made: without nbgrader's metadata."""
    cell: Node = {"cell_type": kind, "metadata": {}, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    return cell | ({"id": name} if name else {})


def renamed(node: Node, chance: Random) -> Files:
    """An LMS or a browser gives the file another name, a packer another folder."""
    name = chance.choice([
        "bayes (1).ipynb", "smith_12345_bayes-2.ipynb", "Copy of bayes.ipynb", "Bayes.ipynb", "bayes/bayes.ipynb",
        "BAYES.IPYNB", "Übung bayes – final.ipynb",
    ])
    files = {name: dumped(node)}
    if chance.random() < 0.5:
        files["notes.ipynb"] = dumped({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [own("1 + 1")]})
    if chance.random() < 0.5:
        files[".ipynb_checkpoints/bayes-checkpoint.ipynb"] = dumped({"nbformat": 4, "cells": []})
    return files


def duplicated(node: Node, chance: Random) -> Files:
    """JupyterLab pastes cells with their metadata, and splits them so, too."""
    cells = node["cells"]
    for place in sorted(chance.sample(answers(node), 4), reverse=True):
        twin = copy.deepcopy(cells[place])
        form = chance.choice(["same", "scratch", "split", "tests"])
        if form == "scratch":
            twin["source"] = "print('a look at it')\n1 + 1"
        elif form == "split":
            twin["source"] = cells[place]["source"]
            cells[place]["source"] = "import itertools\n_unused_helper = 3"
        elif form == "tests":
            twin = copy.deepcopy(cells[place + 1])
        twin["id"] = f"pasted-{place}"
        cells.insert(place + 1, twin)
    return {NAME: dumped(node)}


def retyped_in_vscode(node: Node, chance: Random) -> Files:
    """Cells deleted and typed again: no metadata, new ids."""
    for place in chance.sample(range(len(node["cells"])), 40):
        cell = node["cells"][place]
        node["cells"][place] = own(text(cell), cell["cell_type"], f"{chance.getrandbits(32):08x}")
    return {NAME: dumped(node)}


def stripped(node: Node, chance: Random) -> Files:
    """All metadata and ids gone, the notebook's too; Colab keeps the ids, in another place."""
    colab = chance.random() < 0.4
    for cell in node["cells"]:
        name = cell.pop("id")
        cell["metadata"] = {"id": name} if colab else {}
        cell.pop("execution_count", None)
    node |= {"nbformat_minor": 0, "metadata": {"colab": {"provenance": []}} if colab else {}}
    return {"Copy of bayes.ipynb" if colab else NAME: dumped(node)}


def deleted(node: Node, chance: Random) -> Files:
    """Cells are gone: prose, set-up, tests, and one answer."""
    gone = {*chance.sample(tests(node), 8), chance.choice(answers(node)), *chance.sample(range(len(node["cells"])), 8)}
    node["cells"] = [cell for place, cell in enumerate(node["cells"]) if place not in gone]
    return {NAME: dumped(node)}


def edited(node: Node, chance: Random) -> Files:
    """Locked cells changed in an editor that does not lock: tests, imports, points, numbers, grade_ids."""
    cells = node["cells"]
    for place in chance.sample(tests(node), 6):
        cells[place]["source"] = chance.choice(["assert True", "", text(cells[place]) + "\nprint('passed')"])
    for place in chance.sample(tests(node), 4):
        grader(cells[place])["points"] = chance.choice([100, -1, "many", None])
    for place in chance.sample(answers(node), 2):
        grader(cells[place])["grade_id"] = f"my_{chance.getrandbits(16)}"
    for cell in cells:
        if cell.get("id") == "imports":
            cell["source"] = text(cell) + "\nimport itertools\nfrom scipy import special, integrate, optimize"
        if cell.get("id") == "parameters":
            cell["source"] = text(cell).replace("0.01", "0.25")
    return {NAME: dumped(node)}


def toggled(node: Node, chance: Random) -> Files:
    """A wrong key: code becomes markdown or raw, prose becomes code."""
    for place in [*chance.sample(answers(node), 4), *chance.sample(range(len(node["cells"])), 10)]:
        cell = node["cells"][place]
        kind = chance.choice(["markdown", "raw"]) if cell["cell_type"] == "code" else "code"
        node["cells"][place] = {**own(text(cell), kind), "metadata": cell["metadata"], "id": cell["id"]}
    return {NAME: dumped(node)}


def encoded(node: Node, chance: Random) -> Files:
    """An editor saved it in its own way; values of wrong types; characters that no text has."""
    form = chance.choice(["bom", "utf-16", "crlf", "nul", "surrogate", "types"])
    for place in answers(node):
        cell = node["cells"][place]
        if form == "crlf":
            cell["source"] = text(cell).replace("\n", "\r\n")
        elif form == "nul":
            cell["source"] = text(cell) + "\n# \0"
        elif form == "surrogate":
            cell["source"] = text(cell) + "\n# \ud83d"
        elif form == "types":
            cell["outputs"] = chance.choice([None, 3, [None], [{"output_type": 7}], "text"])
            cell["execution_count"] = "twelve"
            cell["metadata"]["tags"] = 5
    if form == "types":
        node["metadata"] = ["no", "metadata"]
        node["cells"] += [None, 7, own("")]
        node["cells"][0].pop("source")
        node.pop("nbformat_minor")
    if form == "utf-16":
        return {NAME: dumped(node).decode().encode("utf-16")}
    return {NAME: b"\xef\xbb\xbf" * (form == "bom") + (json.dumps(node).encode() if form == "surrogate" else dumped(node))}


def old_format(node: Node, chance: Random) -> Files:
    """nbformat 3: worksheets, code in `input`, headings of their own, no ids."""
    cells: list[Node] = []
    for cell in node["cells"]:
        kept: Node = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        if cell["cell_type"] == "code":
            kept |= {"input": text(cell).splitlines(keepends=True), "outputs": [], "language": "python",
                     "collapsed": False, "prompt_number": chance.randrange(50)}
        else:
            kept["source"] = text(cell)
        cells.append(kept)
    cells.insert(1, {"cell_type": "heading", "level": 2, "source": "My notebook", "metadata": {}})
    return {NAME: dumped({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]})}


def elsewhere(node: Node, chance: Random) -> Files:
    """Answers in other cells: in one of the student's own, merged into the one before, split in two, moved."""
    cells = node["cells"]
    places = sorted(chance.sample(answers(node)[2:], 5), reverse=True)
    for place in places:
        cell, source = cells[place], text(cells[place])
        stub = f"def {grader(cell)['grade_id']}(*args):\n    raise NotImplementedError()"
        form = chance.choice(["behind", "before", "merged", "split", "moved", "late"])
        if form == "behind":
            cell["source"] = stub
            cells.insert(place + 1, own(source, name=f"own-{place}"))
        elif form == "before":
            cell["source"] = node["stubs"][grader(cell)["grade_id"]]
            cells.insert(place, own(source, name=f"own-{place}"))
        elif form == "merged":
            before = next(i for i in reversed(answers(node)) if i < place)
            cells[before]["source"] = text(cells[before]) + "\n\n\n" + source
            del cells[place]
        elif form == "split":
            lines = source.split("\n")
            cut = chance.randrange(1, len(lines)) if len(lines) > 1 else 1
            cell["source"] = "\n".join(lines[:cut])
            cells.insert(place + 1, own("\n".join(lines[cut:]), name=f"own-{place}"))
        elif form == "moved":
            cells.insert(chance.randrange(5, len(cells) - 1), cells.pop(place))
        else:
            cell["source"] = node["stubs"][grader(cell)["grade_id"]]
            cells.append(own(source, name=f"own-{place}"))
    return {NAME: dumped({name: value for name, value in node.items() if name != "stubs"})}


KINDS: dict[str, Callable[[Node, Random], Files]] = {
    "renamed file": renamed, "duplicated cells": duplicated, "typed again in VS Code": retyped_in_vscode,
    "metadata stripped": stripped, "deleted cells": deleted, "edited locked cells": edited, "cell types toggled": toggled,
    "encodings and wrong types": encoded, "nbformat 3": old_format, "answered elsewhere": elsewhere,
}


def damage(kind: str, node: Node, released: Node, chance: Random) -> Files:
    """The files of one damaged submission; `released` is the notebook as students got it."""
    mine = copy.deepcopy(node)
    mine["stubs"] = {grader(c)["grade_id"]: text(c) for c in released["cells"] if grader(c)}
    if kind != "answered elsewhere":
        del mine["stubs"]
    return KINDS[kind](mine, chance)
