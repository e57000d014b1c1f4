"""Matplotlib figures read as plain data: what was drawn, where, and what the labels say.

Runs in the student's process; the judge sees only the data. A process that never loaded Matplotlib is not made to.
"""

import sys
from typing import Any

import numpy as np


class Described(dict[str, Any]):
    """What was read of one Axes: a type of its own, so that a dict with the same keys is not taken for a figure.

    In the judge's process only the decoder makes one, from a frame that says so. A student who has taken over their
    process can send such a frame: the data is a claim about a figure, and what it says is what the checks look at.
    """


def describe(axes: Any) -> Described | None:
    """Plain data of Axes, or of a Figure with exactly one Axes; None for any other object.

    Coordinates are data coordinates, in drawing order:

    - `lines`: x, y (float arrays), label, visible, linestyle;
    - `patches`: kind (class name), label, x, y, width, height, vertices (N, 2), where a closed outline's last point is
      not repeated; bars are kind "Rectangle", a stepped histogram is a "Polygon" or a "StepPatch";
    - `collections`: kind, label, count (points of a scatter plot, else paths);
    - `legend`: its texts, or None; `xlabel`, `ylabel`, `title`; `xlim`, `ylim` as [left, right].
    """
    found = _axes_of(axes)
    if found is None:
        return None
    figure = found.get_figure()
    return Described({
        "lines": [_line(line) for line in found.lines],
        "patches": [_patch(patch) for patch in found.patches],
        "collections": [_collection(collection) for collection in found.collections],
        "legend": _legend(found, figure),
        "xlabel": str(found.get_xlabel() or figure.get_supxlabel()),
        "ylabel": str(found.get_ylabel() or figure.get_supylabel()),
        "title": str(found.get_title() or found.get_title("left") or found.get_title("right") or figure.get_suptitle()),
        "xlim": [float(end) for end in found.get_xlim()],
        "ylim": [float(end) for end in found.get_ylim()],
    })


def _axes_of(value: Any) -> Any:
    if "matplotlib.figure" not in sys.modules:
        return None
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    if isinstance(value, Figure):
        return value.axes[0] if len(value.axes) == 1 else None
    return value if isinstance(value, Axes) and value.get_figure() is not None else None


def _line(line: Any) -> dict[str, Any]:
    return {
        "x": _floats(line.get_xdata(orig=False)),
        "y": _floats(line.get_ydata(orig=False)),
        "label": str(line.get_label()),
        "visible": bool(line.get_visible()),
        "linestyle": str(line.get_linestyle()),
    }


def _patch(patch: Any) -> dict[str, Any]:
    path = patch.get_path()
    points = np.asarray(patch.get_patch_transform().transform(path.vertices), dtype=np.float64).reshape(-1, 2)
    if path.codes is not None:
        # The point that goes with "close the outline" is a filler, often the origin.
        points = points[np.asarray(path.codes) != path.CLOSEPOLY]
    elif len(points) > 1 and np.array_equal(points[0], points[-1]):
        points = points[:-1]
    kind = next(base.__name__ for base in type(patch).__mro__ if base.__module__.startswith("matplotlib."))
    if kind == "Rectangle":
        box = [float(part) for part in (patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height())]
    elif len(points):
        low = points.min(axis=0)
        box = [float(part) for part in (*low, *(points.max(axis=0) - low))]
    else:
        box = [0.0, 0.0, 0.0, 0.0]
    x, y, width, height = box
    return {
        "kind": kind, "label": str(patch.get_label()), "x": x, "y": y, "width": width, "height": height,
        "vertices": points.copy(),
    }


def _collection(collection: Any) -> dict[str, Any]:
    kind = next(base.__name__ for base in type(collection).__mro__ if base.__module__.startswith("matplotlib."))
    parts = collection.get_offsets() if kind == "PathCollection" else collection.get_paths()
    return {"kind": kind, "label": str(collection.get_label()), "count": len(parts)}


def _legend(axes: Any, figure: Any) -> list[str] | None:
    """Texts of the Axes' legend or, where it has none, of the Figure's."""
    legends = [axes.get_legend()] if axes.get_legend() is not None else list(figure.legends)
    if not legends:
        return None
    return [str(text.get_text()) for legend in legends for text in legend.get_texts()]


def _floats(values: Any) -> Any:
    return np.array(np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan), dtype=np.float64).ravel()
