"""Student notebooks as formgrader and stock feedback show them: nothing in them runs.

Stock nbgrader renders a student's markdown and outputs as they are: a script in an answer would then act in formgrader
with the rights of whoever grades. Here rendered markdown keeps plain formatting only, outputs keep text and pictures.
"""

import html
from typing import Any

import bleach
from nbconvert.filters import markdown2html
from nbconvert.preprocessors import Preprocessor

_TAGS = frozenset((
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "img", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead",
    "tr", "ul",
))
_ATTRIBUTES = {"a": ("href", "title"), "img": ("alt", "title"), "td": ("align",), "th": ("align",), "span": ("class",),
               "div": ("class",), "code": ("class",)}
_PICTURES = ("image/png", "image/jpeg")
_SHOWN = (*_PICTURES, "text/plain")
_INLINE = tuple(f"data:{kind};base64," for kind in _PICTURES)


def markdown(source: str) -> str:
    """A filter for nbconvert: markdown as HTML without script, style, forms, frames and pictures from elsewhere."""
    return str(bleach.clean(markdown2html(source), tags=_TAGS, attributes=_allowed, protocols=("http", "https", "mailto", "data")))


def _allowed(tag: str, name: str, value: str) -> bool:
    if (tag, name) == ("img", "src"):
        # A picture from the net would tell its owner who reads the answer, and when.
        return value.startswith(_INLINE) or (":" not in value and not value.startswith(("/", "\\")))
    if name == "href" and value.strip().lower().startswith("data:"):
        return False
    return name in _ATTRIBUTES.get(tag, ())


class Harmless(Preprocessor):  # type: ignore[misc]
    """A preprocessor for nbconvert's HTML: outputs lose all but text and pictures, raw cells become text."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        """Clean one cell."""
        if cell.cell_type == "raw":
            cell.source = html.escape(cell.source)
        for output in cell.get("outputs", ()):
            if output.output_type in ("display_data", "execute_result"):
                data = {kind: output.data[kind] for kind in _SHOWN if kind in output.data}
                output.data = data or {"text/plain": "(an output that is not shown here)"}
                output.metadata = {}  # it would be written into the page as attributes
        return cell, resources
