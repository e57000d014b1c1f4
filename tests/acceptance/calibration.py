"""The statistical checks keep what they promise: measured by running them, with exact intervals.

    python tests/acceptance/calibration.py [--million] [--workers N]

Right draws at the declared rates 1e-2 and 1e-3 (the interval's upper end must not exceed the declaration) and at 1e-9
(none rejected); draws that are off by the gap of .05 with the planned number of draws, at two powers.
"""

import argparse
import os
import platform
import sys
import time

import numpy as np
import scipy
from lines import conclude, heading

from autograder.verification import calibration
from autograder.verification.calibration import Measured

RUNS = {1e-2: 100_000, 1e-3: 400_000}
OFF = {0.99: 10_000, 0.9999: 2_000}  # runs with draws off by the gap, by declared power
COLUMNS = f"   {'check':13}{'error':22}{'declared':>9}{'draws':>8}{'runs':>9}{'errors':>8}{'rate':>10}   {'95% interval':22} holds"


def line(found: Measured) -> str:
    """One row of the table."""
    low, high = found.interval
    return (f"   {found.kind:13}{found.error:22}{found.declared:9.1g}{found.n:8}{found.runs:9}{found.errors:8}"
            f"{found.errors / found.runs:10.2g}   {f'{low:.3g} to {high:.3g}':22} {'yes' if found.holds else 'NO'}")


def main() -> int:
    """Show the line; 0 where every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="10^6 right answers at 1e-9 in place of 10^5")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    heading("declared rates of false rejection and declared power, measured")
    print(f"   {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}, "
          f"SciPy {scipy.__version__}\n{COLUMNS}")
    started, broken = time.monotonic(), []
    runs = {**RUNS, 1e-9: 1_000_000 if options.million else 100_000}
    for kind in calibration.KINDS:
        measured = [calibration.rejections(kind, rate, count, workers=options.workers) for rate, count in runs.items()]
        measured += [calibration.misses(kind, count, power=power, workers=options.workers) for power, count in OFF.items()]
        for found in measured:
            print(line(found), flush=True)
            if not found.holds:
                broken.append(f"{kind}: {found.error} {found.errors} times in {found.runs}, declared {found.declared:g}")
    return conclude(broken, f"{len(calibration.KINDS)} checks in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
