"""The contest for accuracy by seconds, with a clock of our own."""

import dataclasses
import io

import keras
import numpy as np
import pytest
from rich.console import Console

from benchmarks import contest
from benchmarks.candidates import Candidate
from benchmarks.contest import ENLARGED, OURS, REAL, reshaped, run_contest
from benchmarks.judge import Judge
from benchmarks.pictures import plot_time_to_quality
from benchmarks.time_to_quality import QualityArguments
from classifiers.evaluation import Predictions
from classifiers.options import ClassifierConfig
from datasets.images.bundled import load_mnist_5k
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from gan.options import GanConfig
from plan.config import ExperimentConfig
from plan.run import draw_run_split, prepare_data
from plots.style import figure_to_png


class Clock:
    now = 0.0

    def perf_counter(self) -> float:
        return self.now


class FakeTraining:
    """A pair that draws one grey; `length` seconds a stretch, a hundred more for the first."""

    images_per_update = 4
    multiply_adds_per_update = 1.0

    def __init__(self, clock, shape, length, breaks_at=None):
        latents = keras.Input((2,))
        drawn = keras.layers.Dense(int(np.prod(shape)), activation="tanh")(latents)
        self.generator = keras.Model(latents, keras.layers.Reshape(shape)(drawn))
        self._clock, self._length, self._breaks_at = clock, length, breaks_at

    def stretches(self):
        self._clock.now += 100.0
        updates = 0
        while True:
            self._clock.now += self._length
            updates += 2
            if updates == self._breaks_at:
                self.generator.set_weights([w * np.nan for w in self.generator.get_weights()])
            yield updates


class FakeJudge:
    """Right about as many of ten images as it has been asked."""

    def __init__(self, data, config):
        self.data, self._split = data, draw_run_split(data, config)
        self.image_shape = data.kind.shape
        self.asked = []

    def class_examples(self, index):
        rows = self._split.train[self.data.labels[self._split.train] == index]
        return self.data.examples[rows]

    def judge_real(self):
        return self._predictions(9)

    def judge_images(self, images):
        self.asked.append([part.shape for part in images])
        return self._predictions(min(len(self.asked), 8))

    def _predictions(self, right):
        labels = np.arange(10) % 2
        said = np.where(np.arange(10) < right, labels, 1 - labels)
        return Predictions(np.eye(2, dtype=np.float32)[said], labels, np.arange(10))


@pytest.fixture
def display():
    return ProgressDisplay(Console(file=io.StringIO()))


@pytest.fixture
def study(digits):
    config = ExperimentConfig(
        classes=("3", "5"), synthetic_per_class=6, gan=GanConfig(updates=8, batch_size=4)
    )
    return prepare_data(digits, config), config


@pytest.fixture
def compete(monkeypatch, study, display):
    """Run a contest in which `source` breaks at the given update."""

    def run(breaks_at=None):
        data, config = study
        clock = Clock()
        monkeypatch.setattr(contest, "time", clock)

        def candidate(name, shape, length, breaks_at=None):
            return Candidate(
                name, shape, lambda images, seed: FakeTraining(clock, shape, length, breaks_at)
            )

        monkeypatch.setattr(contest, "own_candidate", lambda *_: candidate(OURS, (16, 16, 1), 1.0))
        peer = candidate("source", (32, 32, 3), 2.5, breaks_at)
        monkeypatch.setitem(contest.PEERS, "source", peer)
        judge = FakeJudge(data, config)
        return judge, run_contest(judge, config, {"source": 3.0}, 2, display)

    return run


def test_peers_get_their_multiple_of_our_seconds(compete):
    judge, rows = compete()
    assert rows["candidate"].tolist() == [REAL, ENLARGED, OURS, "source", OURS, "source"]
    of = {name: part for name, part in rows.groupby("candidate")}
    # Two classes; 4 and 8 updates in stretches of two, of which the first is not timed.
    assert of[OURS]["updates"].tolist() == [4, 8]
    assert of[OURS]["gan_seconds"].tolist() == [2.0, 6.0]
    assert of[OURS]["images_seen"].tolist() == [2 * 4 * 4, 2 * 8 * 4]
    # 3 x 1 and 3 x 3 seconds a class, in stretches of 2.5 after a free one.
    assert of["source"]["gan_seconds"].tolist() == [2 * 5.0, 2 * 10.0]
    assert of["source"]["updates"].tolist() == [6, 10]
    assert of[REAL]["accuracy"].tolist() == [0.9] and of[REAL]["gan_seconds"].isna().all()
    # The second one asked for, after the enlarged images.
    assert of[OURS]["accuracy"].tolist() == [0.2, 0.4]
    assert (rows["low"] < rows["accuracy"]).all() and (rows["accuracy"] < rows["high"]).all()
    # Whatever the size at which a pair works, the classifier gets the data's own.
    real = [judge.class_examples(index).shape for index in (0, 1)]
    assert judge.asked == [real] + [[(6, 16, 16, 1)] * 2] * 4


def test_a_pair_that_breaks_is_out_and_the_others_go_on(compete):
    _, rows = compete(breaks_at=6)
    broken = rows[rows["candidate"] == "source"]
    assert broken["accuracy"].isna().all()
    assert broken["failure"].tolist() == ["not finite after update 6"] * 2
    assert rows[rows["candidate"] == OURS]["accuracy"].notna().all()
    figure = plot_time_to_quality(rows, "digits")
    labels = [line.get_label() for line in figure.axes[0].get_lines()]
    assert labels == [REAL, ENLARGED, OURS]
    shown = [label.get_text() for label in figure.axes[0].get_xticklabels(which="both")]
    assert "5" in shown and not any("$" in text for text in shown)
    assert figure_to_png(figure)


def test_the_way_through_the_sources_size_keeps_a_digit():
    digits = load_mnist_5k().examples[::100]
    there = reshaped(digits, (64, 64, 3))
    back = reshaped(there, (28, 28, 1))
    assert there.shape == (50, 64, 64, 3) and back.shape == digits.shape
    assert np.abs(back.astype(int) - digits).mean() < 3.0  # of 255 grey levels
    assert reshaped(digits, (28, 28, 1)) is digits


def test_pairs_are_refused_images_that_they_are_not_made_for(study, display):
    data, config = study
    judge = FakeJudge(data, config)
    with pytest.raises(UserError, match="28x28x1 for the tutorial's pair, found 16x16x1"):
        run_contest(judge, config, {"tutorial": 3.0}, 1, display)
    kind = dataclasses.replace(data.kind, shape=(16, 12, 1))
    narrow = dataclasses.replace(data, kind=kind, examples=data.examples[:, :, :12])
    with pytest.raises(UserError, match="square images for the source study's pair, found 16x12"):
        run_contest(FakeJudge(narrow, config), config, {"source": 3.0}, 1, display)


def test_the_judge_is_the_classifier_of_a_study(study):
    data, config = study
    quick = dataclasses.replace(config, classifier=ClassifierConfig(updates=40, evaluations=2))
    judge = Judge(data, draw_run_split(data, quick), quick, on_test=False)
    real = [judge.class_examples(index) for index in (0, 1)]
    predictions = judge.judge_images(real)
    assert np.array_equal(predictions.index, judge.split.validation)
    assert judge.image_count == len(judge.split.validation)
    assert predictions.accuracy > 0.8
    on_test = dataclasses.replace(judge, on_test=True)
    assert on_test.image_count == len(judge.split.test)
    assert np.array_equal(on_test.judge_real().index, judge.split.test)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"peers": ("tutoral",)}, "Did you mean 'tutorial'"),
        ({"judge": "tests"}, "Did you mean 'test'"),
        ({"classes": ("3",)}, "found 3 alone"),
        ({"source_factor": 0.0}, "source-factor: expected 0.01 to 1000, found 0.0"),
        ({"points": 0}, "points: expected 1 to 100, found 0"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(UserError, match=message):
        QualityArguments(**options)


def test_defaults_are_those_of_the_standard_preset():
    from plan.presets import preset_config

    standard = preset_config("standard")
    study = QualityArguments().run
    assert (study.gan, study.classifier) == (standard.gan, standard.classifier)
    assert study.synthetic_per_class == standard.synthetic_per_class
