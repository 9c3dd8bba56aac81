"""No test image reaches a training, a choice, an encoding or a fit; no validation image a training.

Every image is made one of a kind, and what each stage hands on is recorded and compared by hash:
for every arm and ingredient, at several sizes, under each protocol.
"""

import ast
import dataclasses
import importlib
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from rich.console import Console

from arms.catalog import ARMS, INGREDIENTS
from classifiers.evaluation import Evaluator
from datasets import catalog
from datasets.images.kind import ImageKind
from experiment.open_settings import settled_selection
from experiment.stages import classifiers, drawing, gans
from foundation.files import save_arrays
from foundation.progress import ProgressDisplay
from plan.config import ExperimentConfig
from plan.graph import Plan
from plan.run import Run, prepare_data
from plan.run_directory import RunDirectory
from plan.timing import Timing

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = (
    *("arms", "augmentation", "classifiers", "experiment", "foundation", "gan", "metrics"),
    *("plan", "plots", "report", "training"),
)


def hashes(images: np.ndarray) -> set[bytes]:
    return {image.tobytes() for image in images}


def make_study(data, config, root) -> Run:
    names = data.class_names
    directory = RunDirectory(root, names)
    prepared = prepare_data(data, config)
    return Run(
        config=config,
        data=prepared,
        plan=Plan(config, data.name, data.checksum, prepared.class_names, directory),
        run_directory=directory,
        display=ProgressDisplay(Console()),
        timing=Timing(root / "timing.csv"),
    )


STUDIES = {
    "all": {},
    "2": {"samples_per_class": 2},
    "10": {"samples_per_class": 10},
    "30": {"samples_per_class": 30},
    "100": {"samples_per_class": 100},
    "held out though few": {"samples_per_class": 30, "selection": "validation"},
    "three classes": {"classes": ("3", "8", "9"), "split_seed": 5},
    "resized": {"image_size": 28, "rgb": True},
    "published": {"selection": "none"},
}


@pytest.fixture(scope="module", params=STUDIES)
def study_and_split(request, tmp_path_factory):
    """A study of real digits, and its split after a round trip through the run directory."""
    wanted = STUDIES[request.param]
    config = ExperimentConfig(dataset="digits", synthetic_per_class=5, **wanted)
    data = catalog.load("digits", None)
    # Every image becomes one of a kind: the digits have twins, and a twin is no leak.
    data.examples[:, 0, 0, 0] = np.arange(len(data.examples)) % 256
    data.examples[:, 0, 1, 0] = np.arange(len(data.examples)) // 256
    if "selection" not in wanted:
        selection = settled_selection(config, prepare_data(data, config))
        config = dataclasses.replace(config, selection=selection)
    study = make_study(data, config, tmp_path_factory.mktemp("run"))
    study.save_split(study.draw_split())
    return study, study.load_split()


def held_out(study, split) -> set[bytes]:
    rows = np.concatenate([split.validation, split.test])
    assert len(split.test) > 50 and not set(rows) & set(split.train)
    found = hashes(study.data.examples[rows])
    if study.config.image_size is None:
        assert len(found) == len(set(rows))
    return found


def test_no_gan_sees_a_held_out_image(study_and_split):
    study, split = study_and_split
    forbidden = held_out(study, split)
    seen = [study.class_examples(split, name) for name in study.data.class_names]
    for index, images in enumerate(seen):
        assert len(images) == (study.data.labels[split.train] == index).sum() > 0
        assert not hashes(images) & forbidden
    assert hashes(np.concatenate(seen)) == hashes(study.data.examples[split.train])


class Stop(Exception):
    """Ends a stage where its training would begin."""


class RecordingTrainer:
    """In the place of a classifier's trainer: keeps what it is given, and trains nothing."""

    given: ClassVar[list] = []

    def __init__(self, model, config):
        pass

    def train(self, training, curve, **options):
        self.given.append((training, curve))
        raise Stop


@pytest.mark.parametrize("arm", ARMS)
def test_no_arm_learns_or_chooses_by_what_is_held_out(study_and_split, monkeypatch, arm):
    """By the stage itself; what models draw is what they would, had they learnt all by heart."""
    study, split = study_and_split
    forbidden = held_out(study, split)
    for ingredient in ARMS[arm].drawn:
        for name in study.data.class_names:
            path = study.run_directory.drawn_file(ingredient, name)
            save_arrays(path, {"images": study.class_examples(split, name)})
    monkeypatch.setattr(classifiers, "ClassifierTrainer", RecordingTrainer)
    monkeypatch.setattr(classifiers, "build_classifier", lambda *args: None)
    RecordingTrainer.given.clear()
    for repeat in range(2):
        with pytest.raises(Stop):
            classifiers.make(study, study.plan.classifier(arm, repeat))
    for training, curve in RecordingTrainer.given:
        learnt = hashes(training.examples)
        assert len(training.examples) == len(training.labels)
        assert learnt and not learnt & forbidden
        assert learnt <= hashes(study.data.examples[split.train])
        if study.config.selection == "last":
            assert curve is None and len(split.validation) == 0
        else:
            assert np.array_equal(curve._index, split.validation)
            is_published = study.config.selection == "none"
            assert is_published or not set(curve._index) & set(split.test)
    assert len(RecordingTrainer.given) == 2


def is_of_images(row) -> bool:
    return row.kinds is None or "images" in row.kinds


def fits_of_controls(study, monkeypatch) -> dict[str, list[np.ndarray]]:
    """Ingredient -> what its model is fitted to, class by class."""
    fitted: dict[str, list[np.ndarray]] = {}
    for ingredient, row in INGREDIENTS.items():
        if row.is_drawn and row.needs == "nothing" and is_of_images(row):
            seen = fitted.setdefault(ingredient, [])
            # The draw itself still runs: what it asks of the kind of data is recorded, too.
            draw = importlib.import_module(row.module).draw
            monkeypatch.setattr(f"{row.module}.draw", _kept(draw, seen))
            for name in study.data.class_names:
                drawing.make(study, study.plan.drawing(ingredient, name))
    return fitted


def _kept(draw, seen):
    def keep(kind, examples, count, seed):
        seen.append(examples)
        return draw(kind, examples, count, seed)

    return keep


def fits_of_gans(study, monkeypatch) -> list[np.ndarray]:
    """What the GANs are trained on, class by class."""
    seen = []

    def train(trainer, examples, **options):
        seen.append(examples)
        raise Stop

    monkeypatch.setattr(gans, "trainer_of", lambda *settings: None)
    monkeypatch.setattr(gans, "train_class", train)
    for name in study.data.class_names:
        with pytest.raises(Stop):
            gans.make(study, study.plan.gan(name))
    return seen


def test_no_model_and_no_encoding_is_fitted_on_a_held_out_image(study_and_split, monkeypatch):
    study, split = study_and_split
    encoded, encoding = [], ImageKind.encoding

    def keep(kind, training=None, name=""):
        encoded.append(training)
        return encoding(kind, training, name)

    monkeypatch.setattr(ImageKind, "encoding", keep)
    fitted = fits_of_controls(study, monkeypatch) | {"drawn": fits_of_gans(study, monkeypatch)}
    of_images = [name for name, row in INGREDIENTS.items() if is_of_images(row)]
    assert set(fitted) == {name for name in of_images if INGREDIENTS[name].is_drawn}
    allowed = hashes(study.data.examples[split.train])
    for ingredient, parts in fitted.items():
        assert len(parts) == len(study.data.class_names), ingredient
        assert hashes(np.concatenate(parts)) == allowed
    given = [examples for examples in encoded if examples is not None]
    assert len(given) > len(study.data.class_names)
    assert hashes(np.concatenate(given)) == allowed and not allowed & held_out(study, split)


def test_what_is_tested_is_held_out(study_and_split):
    """The other way round: the evaluator has the held-out images and no others."""
    study, split = study_and_split
    evaluator = Evaluator.on_test(study.data, split, classifier=None)
    assert np.array_equal(evaluator._index, split.test)
    assert hashes(evaluator._examples) == hashes(study.data.examples[split.test])


def reads_of_test_rows(source: str) -> list[int]:
    """Lines that take `.test` of something and do more than count it or store it by its name."""
    tree = ast.parse(source)
    harmless = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "len":
            harmless |= set(node.args)
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values)
            harmless |= {value for key, value in pairs if getattr(key, "value", None) == "test"}
    return sorted(
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "test" and node not in harmless
    )


def test_only_the_evaluation_reads_the_test_rows():
    """Elsewhere they may be counted and written to split.npz, but index nothing."""
    readers = {
        path.relative_to(REPOSITORY).as_posix()
        for package in PACKAGES
        for path in (REPOSITORY / package).rglob("*.py")
        if reads_of_test_rows(path.read_text("utf-8"))
    }
    assert readers == {"classifiers/evaluation.py"}


def test_the_scan_finds_what_it_looks_for():
    assert reads_of_test_rows("x = data.examples[split.test]") == [1]
    assert reads_of_test_rows("f(split.test)\nrows = study.load_split().test") == [1, 2]
    assert reads_of_test_rows('n = len(split.test)\nsave({"test": split.test})') == []


def test_gan_and_classifiers_never_import_each_other():
    for package, other in (("gan", "classifiers"), ("classifiers", "gan")):
        for path in (REPOSITORY / package).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                elif isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                assert not any(name.split(".")[0] == other for name in names), path
