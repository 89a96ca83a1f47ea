"""How networks are fitted here: one cycle of AdamW on samples that are made while it learns, its weights averaged."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import keras
import numpy as np

from scrawl.errors import DataError
from scrawl.training.runs import Run

AHEAD = 8  # batches made while the network learns from another
KEPT = 16  # batches, the last ones, that may be learned from again
NORMALISING = 150  # batches to take the averaged network's batch statistics from
TOLD = ("loss", "error", "accuracy", "nll", "auroc", "robustness")  # scores

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Course:
    """What every run depends on beside its samples; `pictures` is how many of MNIST are used, for a quick look."""

    epochs: int
    seed: int = 0
    batch: int  # samples
    peak_rate: float = 3e-3  # the highest learning rate
    warm_up: float  # share of all steps before it is reached
    weight_decay: float  # how much of each kernel is lost in a step, times the rate
    average: float  # momentum of the weights' exponential moving average
    pictures: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be trained."""
        if self.epochs < 1:
            raise DataError(f"{self.epochs} epochs is no training; at least 1 is needed.")


def made_ahead(make: Callable[[int], Made], count: int) -> Iterator[Made]:
    """make(0), make(1), …, made ahead by threads: OpenCV leaves Python's lock."""
    with ThreadPoolExecutor(2) as pool:
        ahead: deque[Future[Made]] = deque()
        for index in range(count):
            ahead.append(pool.submit(make, index))
            if len(ahead) > AHEAD:
                yield ahead.popleft().result()
        for made in ahead:
            yield made.result()


def repeated(batches: Iterable[Made], times: int, rng: np.random.Generator) -> Iterator[Made]:
    """Batches, each followed by `times` - 1 of the last KEPT before it, drawn with `rng`.

    For batches that take as long to make as to learn from: so a network learns twice as fast, and two steps in a row
    are not about one batch.
    """
    kept: deque[Made] = deque(maxlen=KEPT)
    for batch in batches:
        kept.append(batch)
        yield batch
        for _ in range(times - 1):
            yield kept[int(rng.integers(max(len(kept) - 1, 1)))]


def compile_averaged(model: keras.Model, course: Course, steps: int, loss: Any) -> None:
    """Compile the model for `steps` steps; `loss` is as `Model.compile` takes it."""
    warm_up = max(round(course.warm_up * steps), 1)
    # Up from a twentieth of the peak, and down to nothing along a cosine (Smith & Topin 2018).
    rate = keras.optimizers.schedules.CosineDecay(
        course.peak_rate / 20, max(steps - warm_up, 1), warmup_target=course.peak_rate, warmup_steps=warm_up
    )
    optimizer = keras.optimizers.AdamW(
        rate,
        weight_decay=course.weight_decay,
        use_ema=True,
        ema_momentum=course.average,
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    # XLA's convolutions are many times slower on a CPU.
    model.compile(optimizer, loss=loss, jit_compile=False)
    optimizer.build(model.trainable_variables)  # so that a checkpoint's state finds its place


def fit(model: keras.Model, batches: Iterable[Any], count: int, *, progress: bool) -> float:
    """Fit `count` batches, each the arguments of `train_on_batch`, once; return the mean loss.

    `Model.fit` would put the averaged weights in the place of the trained ones each time it ends.
    """
    bar = keras.utils.Progbar(count, verbose=1 if progress else 0, unit_name="batch")
    losses: list[float] = []
    for batch in batches:
        model.reset_metrics()
        losses.append(float(model.train_on_batch(*batch, return_dict=True)["loss"]))
        bar.update(len(losses), [("loss", losses[-1])])
    return float(np.mean(losses))


def learn(
    model: keras.Model,
    course: Course,
    run: Run,
    loss: Any,
    batch: Callable[[int, int], tuple[Any, ...]],
    scores: Callable[[], dict[str, float]],
    count: int,
    times: int = 1,
) -> None:
    """Take the model through the epochs that the run lacks, each of `count` new batches.

    loss    as `Model.compile` takes it
    batch   makes the arguments of `train_on_batch`, by the numbers of an epoch and a batch
    scores  what is kept of each epoch, beside its loss
    times   that each batch is learned from

    In the end the weights' moving average is put in their place, and normalised for it (Izmailov et al. 2018).
    """
    compile_averaged(model, course, course.epochs * count * times, loss)
    run.restore(model)
    for epoch in range(len(run.history), course.epochs):
        new = made_ahead(partial(batch, epoch), count)
        again = repeated(new, times, np.random.default_rng([course.seed, epoch]))
        mean = fit(model, again, count * times, progress=run.progress)
        run.keep(
            model, {"loss": round(mean, 4)} | {name: round(value, 4) for name, value in scores().items()}
        )
        run.say(f"epoch {epoch + 1}/{course.epochs}: {told(run.history[-1])}")
    model.optimizer.finalize_variable_values(model.trainable_variables)
    for given, *_ in made_ahead(partial(batch, course.epochs), min(count * times, NORMALISING)):
        model(given, training=True)


def told(scores: dict[str, float]) -> str:
    """Scores in a line; of those of single collections only what they come to."""
    return ", ".join(f"{name} {value:.4f}" for name, value in scores.items() if name in TOLD)
