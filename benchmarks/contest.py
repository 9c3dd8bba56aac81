"""The rounds of `time_to_quality.py`: all candidates train, and are judged, point by point."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.candidates import PEERS, Candidate, own_candidate
from benchmarks.judge import Judge
from classifiers.evaluation import Predictions
from datasets.images.kind import PixelEncoding
from datasets.images.pixels import resize_lanczos, to_grey, to_rgb
from foundation.errors import UserError
from foundation.progress import ProgressDisplay, duration_text
from foundation.seeds import derive_seed
from gan.layers import ImageShape
from gan.synthesis import draw_latents, example_maker
from gan.training_plan import DivergedError, TrainingPlan
from metrics.intervals import accuracy_interval
from plan.config import ExperimentConfig

OURS, REAL, ENLARGED = "ours", "real images", "real images, enlarged"


def reshaped(images: np.ndarray, image_shape: ImageShape) -> np.ndarray:
    """Images at another size (Lanczos) and with other channels, where these differ.

    Args:
        images: uint8 [n, h, w, c].
        image_shape: (h, w, c) as they are to be, h = w where the size changes.
    """
    height, width, channels = image_shape
    if images.shape[1:3] != (height, width):
        images = resize_lanczos(images, height)
    return to_rgb(images) if channels == 3 else to_grey(images)


class ClassTraining:
    """One candidate's pair for one class, with its clock."""

    def __init__(self, candidate: Candidate, images: np.ndarray, seed: int) -> None:
        self._training = candidate.begin(reshaped(images, candidate.image_shape), seed)
        self._stretches = self._training.stretches()
        encoding = PixelEncoding(candidate.image_shape)
        self._make_images = example_maker(self._training.generator, encoding)
        self.seconds = 0.0
        """Of training, the first stretch left out: it compiles."""
        self.updates = 0

    @property
    def images_seen(self) -> int:
        """Real images that the training has taken so far, repeats counted."""
        return self.updates * self._training.images_per_update

    def train(self, is_enough: Callable[[], bool]) -> None:
        """Train, stretch by stretch, until it is enough.

        Raises:
            DivergedError: The generator's weights are not finite.
        """
        while not is_enough():
            start = time.perf_counter()
            is_first = self.updates == 0
            self.updates = next(self._stretches)
            if not is_first:
                self.seconds += time.perf_counter() - start
        weights = self._training.generator.get_weights()
        if not all(np.isfinite(weight).all() for weight in weights):
            raise DivergedError(f"not finite after update {self.updates}")

    def draw(self, count: int, seed: int) -> np.ndarray:
        """Draw images as the generator now makes them: uint8 [count, h, w, c]."""
        latent_dim = self._training.generator.input_shape[-1]
        return self._make_images(draw_latents(count, latent_dim, seed))


@dataclass
class Entrant:
    """One candidate in the contest."""

    candidate: Candidate
    factor: float
    """Its seconds, as a multiple of ours."""
    classes: list[ClassTraining]
    failure: str = ""
    """Why it is out of the contest."""

    @property
    def seconds(self) -> float:
        return sum(one.seconds for one in self.classes)


def run_contest(
    judge: Judge,
    config: ExperimentConfig,
    factors: Mapping[str, float],
    points: int,
    display: ProgressDisplay,
) -> pd.DataFrame:
    """Train ours and the peers in turns, and judge them at every point.

    Args:
        judge: Data and classifier.
        config: Our training, the seed, the number of synthetic images.
        factors: Peer -> its seconds as a multiple of ours.
        points: How often everyone is judged.
        display: Is told how it goes.

    Returns:
        A row per candidate and point, one for the real images and, with the source study, one for
        these after the way to its size and back: `candidate`, `point`,
        `gan_seconds` (all classes), `updates` (mean over the classes), `images_seen` (all classes),
        `accuracy`, `low`, `high` (0 to 1, with its 95 % interval), `failure`.

    Raises:
        UserError: A peer is not made for these images.
    """
    entrants = _enter(judge, config, factors, display)
    display.say("Judging real images ...")
    rows = []
    for name, predictions in _judge_real(judge, entrants):
        rows.append(_row(name, points, None, predictions))
        display.say(f"  {name}: {100 * predictions.accuracy:.2f} %")
    for point in range(1, points + 1):
        for entrant in entrants.values():
            found = _take_turn(entrant, entrants[OURS], point / points, judge, config)
            rows.append(_row(entrant.candidate.name, point, entrant, found))
            display.say(_progress_line(rows[-1], points))
    return pd.DataFrame(rows)


def _enter(
    judge: Judge, config: ExperimentConfig, factors: Mapping[str, float], display: ProgressDisplay
) -> dict[str, Entrant]:
    shape = judge.image_shape
    candidates = {OURS: own_candidate(OURS, shape, config.gan)} | {n: PEERS[n] for n in factors}
    _check_shapes(shape, candidates)
    entrants = {}
    for name, candidate in candidates.items():
        display.say(f"Building {name} ...")
        classes = [
            ClassTraining(
                candidate, judge.class_examples(index), derive_seed(config.seed, "gan", class_name)
            )
            for index, class_name in enumerate(judge.data.class_names)
        ]
        entrants[name] = Entrant(candidate, factors.get(name, 1.0), classes)
    return entrants


def _check_shapes(shape: ImageShape, candidates: Mapping[str, Candidate]) -> None:
    tutorial = candidates.get("tutorial")
    if tutorial is not None and tutorial.image_shape != shape:
        raise UserError(
            f"--peers: expected images of 28x28x1 for the tutorial's pair, found "
            f"{'x'.join(map(str, shape))}; leave it out by --peers source."
        )
    if "source" in candidates and shape[0] != shape[1]:
        raise UserError(
            f"--peers: expected square images for the source study's pair, found "
            f"{shape[0]}x{shape[1]}; leave it out by --peers tutorial."
        )


def _judge_real(judge: Judge, entrants: Mapping[str, Entrant]) -> Iterator[tuple[str, Predictions]]:
    """What real images are worth, as they are and after the way that the source's images go."""
    yield REAL, judge.judge_real()
    shape = judge.image_shape
    if "source" in entrants and shape != (there := entrants["source"].candidate.image_shape):
        classes = [judge.class_examples(index) for index in range(len(judge.data.class_names))]
        changed = [reshaped(reshaped(images, there), shape) for images in classes]
        yield ENLARGED, judge.judge_images(changed)


def _take_turn(
    entrant: Entrant, ours: Entrant, share: float, judge: Judge, config: ExperimentConfig
) -> Predictions | None:
    """Train every class up to this share of the whole, then judge; None after a failure."""
    if entrant.failure:
        return None
    try:
        for index in range(len(entrant.classes)):
            _train_class(entrant, ours, index, share, judge, config)
    except DivergedError as error:
        entrant.failure = str(error)
        return None
    return judge.judge_images(
        [
            reshaped(
                one.draw(config.synthetic_per_class, derive_seed(config.seed, "synthesis", name)),
                judge.image_shape,
            )
            for one, name in zip(entrant.classes, judge.data.class_names)
        ]
    )


def _train_class(
    entrant: Entrant,
    ours: Entrant,
    index: int,
    share: float,
    judge: Judge,
    config: ExperimentConfig,
) -> None:
    one = entrant.classes[index]
    if entrant is ours:
        updates = TrainingPlan(len(judge.class_examples(index)), config.gan).updates
        one.train(lambda: one.updates >= share * updates)
    else:
        seconds = entrant.factor * ours.classes[index].seconds
        one.train(lambda: one.updates > 0 and one.seconds >= seconds)


def _row(
    name: str, point: int, entrant: Entrant | None, predictions: Predictions | None
) -> dict[str, Any]:
    classes: Sequence[ClassTraining] = entrant.classes if entrant else ()
    low, high = accuracy_interval(predictions.correct) if predictions else (None, None)
    return {
        "candidate": name,
        "point": point,
        "gan_seconds": entrant.seconds if entrant else None,
        "updates": np.mean([one.updates for one in classes]) if classes else None,
        "images_seen": sum(one.images_seen for one in classes) if classes else None,
        "accuracy": predictions.accuracy if predictions else None,
        "low": low,
        "high": high,
        "failure": entrant.failure if entrant else "",
    }


def _progress_line(row: Mapping[str, Any], points: int) -> str:
    place = f"  {row['candidate']}, point {row['point']} of {points}"
    if row["accuracy"] is None:
        return f"{place}: out, {row['failure']}"
    return (
        f"{place}: {duration_text(row['gan_seconds'])} of GAN training, "
        f"{100 * row['accuracy']:.2f} %"
    )
