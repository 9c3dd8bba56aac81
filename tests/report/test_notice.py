"""The text that goes with exported images."""

import pytest

from foundation.checks import to_dict
from foundation.errors import UserError
from gan.options import GanConfig
from plan.config import ExperimentConfig
from report.notice import require_empty, write_notice
from report.texts import how_pairs_were_trained


def notice(directory, *arguments, **fields) -> str:
    record = {
        "config": to_dict(ExperimentConfig(**fields)),
        "environment": {"commit": None},
        "data": {"title": "Photos", "provenance": "Taken here.", "image_shape": [8, 8, 1]},
        "command": ["python", "run_experiment.py"],
    }
    write_notice(directory, record, "3 images.", {"cat": "0-cat"}, *arguments)
    return (directory / "README.txt").read_text("utf-8")


def test_it_says_what_the_images_are_and_how_they_were_made(tmp_path):
    text = notice(tmp_path, seed=4)
    assert "SYNTHETIC" in text and "What: 3 images.\nLearned from: Photos. Taken here." in text
    assert "seed 4" in text and "preset standard" in text and "Commit: unknown" in text
    assert "  0-cat: class cat" in text and "python run_experiment.py" in text
    assert "WARNING" not in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("fields", [{}, {"gan": GanConfig(rare_repeats=5)}, {"pool_classes": True}])
def test_it_says_the_same_as_the_report(tmp_path, fields):
    text = " ".join(notice(tmp_path, **fields).split())
    assert how_pairs_were_trained(to_dict(ExperimentConfig(**fields)), ("image", "images")) in text
    assert ("shown 5 times as often" in text) == ("gan" in fields)
    pooled = "pool_classes" in fields
    assert ("real training images of all classes together" in text) == pooled
    assert ("per class" in text) == (not pooled)


def test_it_warns_of_a_generator_that_collapsed(tmp_path):
    text = notice(tmp_path, ["The generator of class cat collapsed: all alike.", "More."])
    warned = "WARNING: The generator of class cat collapsed: all alike.\nWARNING: More.\n"
    assert f"What: 3 images.\n{warned}Learned from" in text


def test_a_place_with_something_in_it_is_refused(tmp_path):
    require_empty(tmp_path / "new")
    require_empty(tmp_path)
    (tmp_path / "file").touch()
    for place in (tmp_path, tmp_path / "file"):
        with pytest.raises(UserError, match="expected a new or empty directory"):
            require_empty(place)
