"""Weights stand in a card by the names of their features."""

from __future__ import annotations

from typing import Any

import pytest

from scrawl.errors import EngineError
from scrawl.glyphs.acceptance import ACCEPTANCE
from scrawl.glyphs.drawing import DRAWING
from scrawl.glyphs.fitted import Linear
from scrawl.glyphs.judge import CHANCE, CHOICE, SIDE
from scrawl.glyphs.marking import MARKING
from scrawl.glyphs.parting import PARTING
from scrawl.glyphs.struck import STRUCK
from scrawl.recognizer import Recognizer

MODELS = (ACCEPTANCE, CHANCE, CHOICE, DRAWING, MARKING, PARTING, SIDE, STRUCK)


def card_with(model: Linear, told: dict[str, float]) -> dict[str, Any]:
    first, *rest = model.entry.split(".")
    return {first: {rest[0]: told} if rest else told}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.entry)
def test_a_card_without_a_model_says_how_to_fit_it(model: Linear) -> None:
    for told in ({}, dict.fromkeys(model.features[1:], 0.0), dict.fromkeys((*model.features, "more"), 0.0)):
        with pytest.raises(EngineError, match=rf"has no {model.entry}, or one of other .*--network judge"):
            model.weights(card_with(model, told))
    with pytest.raises(EngineError, match=model.entry):
        model.weights({})


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.entry)
def test_weights_stand_in_the_order_of_their_names(model: Linear) -> None:
    told = {name: float(place) for place, name in enumerate(model.features)}
    weights = model.weights(card_with(model, dict(reversed(told.items()))))
    assert weights.tolist() == list(told.values())
    assert model.named(weights) == told


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.entry)
def test_our_own_card_has_every_model(model: Linear) -> None:
    assert model.weights(Recognizer().card).any()
