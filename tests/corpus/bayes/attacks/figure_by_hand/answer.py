import numpy as np
from scipy import stats


def plot_updates(params):
    theta = np.linspace(0.001, 0.999, 999)
    lines = [
        {"x": theta, "y": stats.beta.pdf(theta, a, b), "label": str(step), "visible": True, "linestyle": "-"}
        for step, (a, b) in enumerate(params)
    ]
    return {
        "lines": lines, "patches": [], "collections": [], "legend": [line["label"] for line in lines],
        "xlabel": "theta", "ylabel": "density", "title": "", "xlim": [0.0, 1.0], "ylim": [0.0, 3.0],
    }
