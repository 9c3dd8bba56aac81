"""No test or validation image reaches a GAN or the training of a classifier."""

import ast
import dataclasses
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from arms.catalog import ARMS, INGREDIENTS
from arms.training import load_arm
from classifiers.evaluation import Evaluator
from datasets import catalog
from datasets.splits import draw_split
from experiment.stages import drawing
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
    "few": {"samples_per_class": 30},
    "three classes": {"classes": ("3", "8", "9"), "split_seed": 5},
    "resized": {"image_size": 28, "rgb": True},
    "published": {"selection": "none"},
}


@pytest.fixture(scope="module", params=STUDIES)
def study_and_split(request, tmp_path_factory):
    """A study of real digits, and its split after a round trip through the run directory."""
    config = ExperimentConfig(dataset="digits", synthetic_per_class=5, **STUDIES[request.param])
    data = catalog.load("digits", None)
    # Every image becomes one of a kind: the digits have twins, and a twin is no leak.
    data.examples[:, 0, 0, 0] = np.arange(len(data.examples)) % 256
    data.examples[:, 0, 1, 0] = np.arange(len(data.examples)) // 256
    study = make_study(data, config, tmp_path_factory.mktemp("run"))
    split = draw_split(
        study.data,
        split_seed=config.split_seed,
        samples_per_class=config.samples_per_class,
        selection=config.selection,
    )
    study.save_split(split)
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


def test_no_arm_learns_from_a_held_out_image(study_and_split, tmp_path):
    study, split = study_and_split
    forbidden = held_out(study, split)
    files = []
    for name in study.data.class_names:
        # As a model that memorised all that it saw would make them.
        path = tmp_path / f"{name}.npz"
        np.savez_compressed(path, images=study.class_examples(split, name))
        files.append(path)
    drawn = {name: files for name, ingredient in INGREDIENTS.items() if ingredient.is_drawn}
    sources = dataclasses.replace(study.arm_sources(split), drawn_files=drawn)
    for name, arm in ARMS.items():
        training = load_arm(name, sources, 0)
        count = len(arm.ingredients) * len(split.train)
        assert len(training.examples) == len(training.labels) == count
        assert not hashes(training.examples) & forbidden


@pytest.mark.parametrize(
    "ingredient",
    [name for name, row in INGREDIENTS.items() if row.is_drawn and row.needs == "nothing"],
)
def test_no_control_is_fitted_on_a_held_out_image(study_and_split, monkeypatch, ingredient):
    study, split = study_and_split
    study.save_split(split)
    fitted = []

    def keep(kind, examples, count, seed):
        fitted.append(examples)
        return examples[:count]

    monkeypatch.setattr(f"{INGREDIENTS[ingredient].module}.draw", keep)
    for name in study.data.class_names:
        drawing.make(study, study.plan.drawing(ingredient, name))
    seen = hashes(np.concatenate(fitted))
    assert seen == hashes(study.data.examples[split.train])
    assert not seen & held_out(study, split)


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
