"""Views drawn in this process, of a GAN of the user's own on the images of two classes pooled."""

import json
import re

import pytest

from experiment.inside.drawing import draw_views
from experiment.stages import inside
from plan.views import VIEWS

SEEN = {"logits", "layers", "activations", "interpolation", "nearest", "convincing", "grad_cam"}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory, study, repository):
    """The run's directory of views."""
    text = (repository / "docs" / "own_gan.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    output = tmp_path_factory.mktemp("views")
    (output / "mine.py").write_text(code, "utf-8")
    words = ("--classes", "0", "1", "--pool-classes", "--gan", f"{output / 'mine.py'}:build")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside, "draw_views", draw_views)  # which other studies leave out
        outcome = study(output, *words)
    assert outcome.code == 0, outcome
    (root,) = (output / "digits").glob("smoke-seed0-classes-0+1-pooled*")
    return root / "inside"


@pytest.mark.parametrize("place", ["pooled", "+all"])
def test_each_has_its_files_and_none_failed(drawn, place):
    record = json.loads((drawn / place / "DONE").read_text("utf-8"))
    assert not [said for said in record["notes"].values() if "could not be drawn" in said]
    views = set(record["settings"]["views"])
    assert not any(VIEWS[name].needs_judge for name in views)
    files = {file for name in views - set(record["notes"]) for file in VIEWS[name].files}
    if place == "pooled":
        assert SEEN - {"grad_cam"} <= views - set(record["notes"])
        assert set(record["files"]) == files
    else:
        assert {"generator.svg", "discriminator.svg"} <= set(record["files"]) <= files
        assert record["notes"].keys() <= {"real_mistakes"}


def test_the_page_shows_them(drawn):
    page = (drawn.parent / "report.html").read_text("utf-8")
    for address in ("inside/pooled/nearest.png", "inside/pooled/logits.png", "generator.svg"):
        assert address in page
