"""Whether a piece of ink that looks like a mark is one that was written: by its looks, and by all that stands about it.

The network of marks sees a piece in its place. Bits of a comb's walls, of small print and of broken digits look like
points and commas there, too. So its log-odds are one of the features of a logistic regression, whose weights are fitted
on labelled pages (`scrawl.training.marking`), and stand in the card of the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.acceptance import logit
from scrawl.glyphs.chains import WORST
from scrawl.glyphs.fitted import Linear
from scrawl.glyphs.pieces import SIGNS

DABS = ".:"  # marks of which each may be a blot, thicker than the pen

# In the order in which `features` computes them. Of what else might tell, where a piece stands, how pale it is, and
# whether its line has other marks or letters, nothing made unseen pages likelier.
FEATURES = (
    "sure",  # log-odds of its mark by the network
    "slash",  # it is a slash: most of these were taken for a 1, or are one
    "sure slash",  # `sure`, of a slash
    "leaning",  # of all of a good digit: logarithm of its width by its height
    "seen",  # logarithm of how likely it is ink to the network of binarization
    "torn",  # share of its dark component that lies outside it, as a comb does outside a bit of its wall
    "finer",  # logarithm of its stroke's width by the digits' of its line, if that is finer
    "thicker",  # of a line, that logarithm if it is thicker: a finger is no minus; a dab may be a blot
    "litter",  # of its line's digits and the other pieces there that are nothing by the network, the share of these
    "drawn",  # the ink is a drawing's, where no speck is
    "part",  # something of its glyph is left without it, as of a digit that is broken
    "within",  # of a sign that may be the bar of a 7, the share of its width in the columns of the stem
    "bias",
)
MARKING = Linear("marking", FEATURES)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pieces:
    """What is known of n pieces that look like marks most.

    names   (n,) the mark that each looks like
    likely  (n,) its probability by the network of marks
    whole   (n,) bool, whether it is all of a good digit
    aspect  (n,) its width by its height
    seen    (n,) how likely it is ink to the network of binarization, 0…1; 1 where the ink is certain
    torn    (n,) share of its dark component that lies outside it, 0…1
    stroke  (n,) its stroke's width by the digits' of its line
    litter  (n,) of its line's digits and the other pieces there that are nothing by the network, the share of these
    drawn   whether the ink is a drawing's
    part    (n,) bool, whether something of its glyph is left without it
    within  (n,) of a part of a 7, the share of its width in the columns of that with the most ink; of others 0
    """

    names: Sequence[str]
    likely: Numbers
    whole: NDArray[np.bool_]
    aspect: Numbers
    seen: Numbers
    torn: Numbers
    stroke: Numbers
    litter: Numbers
    drawn: bool
    part: NDArray[np.bool_]
    within: Numbers


def features(pieces: Pieces) -> Numbers:
    """FEATURES of the pieces, (n, len(FEATURES))."""
    sure, slash = logit(pieces.likely), np.array(pieces.names) == "/"
    line = ~np.isin(pieces.names, list(DABS))
    columns = {
        "sure": sure,
        "slash": slash,
        "sure slash": sure * slash,
        "leaning": np.log(pieces.aspect) * pieces.whole,
        "seen": np.log(np.clip(pieces.seen, WORST, 1)),
        "torn": pieces.torn,
        "finer": np.minimum(np.log(pieces.stroke), 0),
        "thicker": np.maximum(np.log(pieces.stroke), 0) * line,
        "litter": pieces.litter,
        "drawn": np.full(len(sure), float(pieces.drawn)),
        "part": pieces.part,
        "within": pieces.within * np.isin(pieces.names, list(SIGNS)),
        "bias": np.ones(len(sure)),
    }
    return np.column_stack([columns[name] for name in FEATURES]).astype(np.float64)
