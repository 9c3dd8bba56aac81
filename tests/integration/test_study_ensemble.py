"""Several GANs in the place of each, of pairs of one class and of one pair for all."""

import json

import numpy as np
import pytest

from training.saved_models import load_model

pytestmark = pytest.mark.long
WORDS = (
    *("--dataset", "digits", "--preset", "smoke", "--classes", "0", "1", "--jobs", "1"),
    *("--arms", "synthetic", "--gan.ensemble", "2", "--no-views"),
)


@pytest.mark.parametrize(
    "further, members",
    [((), ["0+0", "0+1", "1+0", "1+1"]), (("--gan", "cgan"), ["+all", "+all+1"])],
    ids=["a class", "all classes"],
)
def test_members_are_units_and_a_class_draws_of_all_of_them(command, tmp_path, further, members):
    words = [*WORDS, *further, "--output", tmp_path]
    assert command(*words).code == 0
    (root,) = (tmp_path / "digits").iterdir()
    units = {path.name for path in (root / "gan").iterdir() if path.is_dir()}
    assert units == {"0", "1", *members}
    latents = load_model(root / "gan" / "0" / "generator.keras").input_shape[-1]
    alone = load_model(root / "gan" / members[0] / "generator.keras").input_shape[-1]
    assert latents == (alone + 1 if not further else alone - 2 + 1)  # without the class's code
    weights = [
        load_model(root / "gan" / name / "generator.keras").get_weights()[0]
        for name in (members[:2])
    ]
    assert not np.array_equal(*weights)  # from seeds of their own
    before = (root / "metrics.jsonl").read_text()
    again = command(*words)
    assert again.code == 0 and "nothing was trained" in again.stdout
    assert (root / "metrics.jsonl").read_text() == before
    record = json.loads((root / "gan" / "0" / "DONE").read_text())
    assert record["settings"]["gan"]["ensemble"] == 2 and record["status"] in ("ok", "unknown")
    made = command("generate", root, "--class", "0", "--count", "3", "--to", tmp_path / "made")
    with np.load(tmp_path / "made" / "images.npz") as images:
        assert made.code == 0 and len(images["images"]) == 3
