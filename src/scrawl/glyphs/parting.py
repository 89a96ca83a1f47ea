"""Whether ink that was cut into pieces is a number whose digits touch; else it is a letter, a scribble or a figure.

Anything can be cut somewhere, and some pieces look like digits: bars like 1s, rings of letters like 0s. What tells a
number is which digits its pieces look like and how much, what its pixels say in place, and how much of the other ink is
digits. The weights of this logistic regression are fitted on composed pages (`scrawl.training.parting`), and stand in
the card of the model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.chains import WORST
from scrawl.glyphs.fitted import Linear

# In the order in which `features` computes them.
FEATURES = (
    *(f"a {digit}" for digit in range(10)),  # quality of the pieces that look like that digit, together
    "none",  # what these pieces lack of being digits, together
    "strange",  # log-odds of no digit, by all pixels in place
    "touching",  # it touches an edge of the page, as a finger does
    "company",  # share of all other ink that lies in digits, 0…1
    "alone",  # there is no other ink
    "bias",
)
PARTING = Linear("parting", FEATURES)

Numbers = NDArray[np.float64]


def features(
    digits: NDArray[np.intp], qualities: Numbers, strange: float, *, touching: bool, company: float | None
) -> Numbers:
    """FEATURES of ink in n pieces, (len(FEATURES),).

    digits     (n,) which digit each piece looks like most
    qualities  (n,) how much, 0…1
    strange    the probability of no digit, by all pixels
    company    share of all other ink that lies in digits; None if there is no other
    """
    looks = np.bincount(digits, qualities, 10)
    clipped = np.clip(strange, WORST, 1 - WORST)
    told = [(1 - qualities).sum(), np.log(clipped / (1 - clipped)), touching, company or 0.0, company is None]
    return np.array([*looks, *told, 1], np.float64)
