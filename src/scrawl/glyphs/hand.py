"""One hand writes a digit one way: where a digit is unsure, those of its page that look like it vote on it.

So a 9 that is nearly a 3 is read as the other 9s of its writer are. A single digit of a strange shape stays as unsure
as it was, for nothing looks like it. Asked of tables and drawings: on other pictures digits that were cut wrongly look
alike, too.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.judge import SURE
from scrawl.glyphs.segmentation import BOTH
from scrawl.reading import Verdict

ALIKE = 0.85  # cosine of the network's embeddings of two digits from which they are of one shape


def in_one_hand(attempt: Attempt) -> Attempt:
    """The attempt with its unsure digits as the digits that look alike say, all together as one opinion more."""
    scores = attempt.found.scores
    digits = [k for k, verdict in enumerate(attempt.verdicts) if verdict != "not_a_digit"]
    likely, shapes = scores.likely[digits], scores.embedding[digits]
    shapes = shapes / np.maximum(np.linalg.norm(shapes, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    alike = shapes @ shapes.T >= ALIKE
    np.fill_diagonal(alike, val=False)
    votes = np.ones_like(scores.likely)
    for place in np.flatnonzero((likely.max(axis=1) < SURE) & alike.any(axis=1)):
        votes[digits[place]] = np.exp(BOTH * np.log(likely[alike[place]]).mean(axis=0))
    scores = scores.voted(votes)
    is_sure = scores.probabilities.max(axis=1) >= attempt.t_unsure
    verdicts: list[Verdict] = list(attempt.verdicts)
    for k in digits:
        verdicts[k] = "digit" if is_sure[k] else "unsure"
    return replace(attempt, found=replace(attempt.found, scores=scores), verdicts=tuple(verdicts))
