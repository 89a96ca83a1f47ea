"""Accuracy on MNIST's test set of several networks, trained alike but with other seeds: each, mean and spread.

    python bench/seeds.py RUN [RUN…]

RUN is a folder of weights made by `scrawl train --seed N --out RUN`. The pictures of $SCRAWL_DATA are read through
`Reader`, all 10,000 and without the 15 whose label is disputed.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

import numpy as np

from scrawl import Reader
from scrawl.measure import symbols
from scrawl.measure.symbols import DISPUTED
from scrawl.recognizer import Recognizer


def main(runs: list[Path]) -> None:
    data = Path(os.environ.get("SCRAWL_DATA", "../shared/data"))
    test = next(each for each in symbols.digits(data) if each.name == "MNIST test")
    all_of_it, undisputed = [], []
    for run in runs:
        reader = Reader(Recognizer(weights=run))
        read = [reader.read(picture, layout="digit").digits for picture in test.sources]
        right = np.array([digits[0].digit if digits else -1 for digits in read]) == test.labels
        all_of_it.append(100 * float(right.mean()))
        undisputed.append(100 * float(np.delete(right, DISPUTED).mean()))
        print(f"{run}: {all_of_it[-1]:.2f} %, undisputed {undisputed[-1]:.2f} %", flush=True)
    print(f"{len(runs)} seeds: {spread(all_of_it)}, undisputed {spread(undisputed)}")


def spread(figures: list[float]) -> str:
    """Mean and sample standard deviation, where there are two to take it of."""
    deviation = f" ± {statistics.stdev(figures):.2f}" if len(figures) > 1 else ""
    return f"{statistics.mean(figures):.2f}{deviation} %"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(argument) for argument in sys.argv[1:]])
