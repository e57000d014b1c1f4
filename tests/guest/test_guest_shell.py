"""The shell's shortcuts change nothing: what IPython would make of a cell, ours makes of it too."""

import pytest
from IPython.core.async_helpers import _should_be_async
from IPython.core.inputtransformer2 import EscapedCommand, TransformerManager

from autograder.guest import shell

TEXTS = [
    "x = 1", "", "\n\n  \nx = 1", "    x = 1\n    y = 2", ">>> x = 1\n... y", "In [1]: x = 1", "# why?\nx = 1  # what?",
    "%time x = 1", "%%time\nx = 1", "!ls", "a = !ls\nb = %who_ls", "len?", "?len", "x = [1]\nx.append??", "%matplotlib inline\nx = 1",
    "x = (7\n% 3)", "x = 7 \\\n% 3", 's = """\n%time\n!ls\nlen?\n"""', "f'{1 % 2!r}'", "x = 1\n%time y = 2\nz = !ls", "/f 1",
    ",f a", ";f a", "def f(:\n  pass", "x = '", "x = (", "\x00", "return 1", "x = 1; y = 2;",
    "\tx = 1", "x\x0c = 1", "if 1:\n    %time x = 1",
    "await f()", "async def f(): pass", "awaited = 1", "[x async for x in y]", "x = 'await'", "def f():\n    await g()",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_is_transformed_as_ipython_transforms_it(text: str) -> None:
    """Python as it is, magics, mixtures, texts that only look like magics, and what is neither."""
    assert shell._Transformers().transform_cell(text) == TransformerManager().transform_cell(text)


def test_a_transformer_that_a_student_adds_is_used() -> None:
    """The shortcut holds for IPython's own transformers only."""
    class Shout(EscapedCommand):
        @classmethod
        def find(cls, tokens_by_line):
            return next((cls(line[0].start) for line in tokens_by_line if line and line[0].string == "shout"), None)

        def transform(self, lines):
            return [line.replace("shout", "print") for line in lines]

    ours, theirs = shell._Transformers(), TransformerManager()
    for manager in (ours, theirs):
        manager.token_transformers.append(Shout)
    assert ours.transform_cell("shout(1)") == theirs.transform_cell("shout(1)") == "print(1)\n"


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_awaits_where_ipython_says_so(text: str) -> None:
    """A cell without the words for it is not even compiled; with them IPython decides."""
    made = shell.Shell.__new__(shell.Shell)  # unmade: a second shell would be this whole process's
    assert made.should_run_async(text, transformed_cell=text, preprocessing_exc_tuple=None) == _should_be_async(text)
