"""Model files that Keras cannot read, though they are as they were written."""

import hashlib
import json
import zipfile

import pytest

WORDS = ("--classes", "0", "1", "--arms", "original", "synthetic")


def _vouch_for(marker, name):
    """Make a marker say that a file is as it should be."""
    record = json.loads(marker.read_text("utf-8"))
    content = (marker.parent / name).read_bytes()
    record["files"][name] = hashlib.sha256(content).hexdigest()
    marker.write_text(json.dumps(record))


def _from_another_version(path):
    """Give a model's architecture a class that this Keras does not have."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(contents["config.json"])
    config["class_name"], config["registered_name"] = "Hypernetwork", "Hypernetwork"
    config["module"] = "keras.hyper"
    contents["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


@pytest.fixture
def spoilt(copied):
    """A study whose first generator and judge come from elsewhere."""
    for unit, name in (("gan/0", "generator.keras"), ("judge", "model.keras")):
        _from_another_version(copied.root / unit / name)
        _vouch_for(copied.root / unit / "DONE", name)
    weights = copied.root / "gan" / "1" / "snapshot-00001.weights.h5"
    weights.write_bytes(b"\x89HDF of tomorrow")
    _vouch_for(copied.root / "gan" / "1" / "DONE", weights.name)
    return copied


def _assert_one_sentence_on(outcome, path):
    assert outcome.code == 2
    assert f"{path}: expected a file that Keras" in outcome.complaint
    assert "start over with --force" in outcome.complaint
    assert "Traceback" not in outcome.complaint


def test_a_study_stops_before_anything_finished_is_touched(spoilt, study, file_times):
    for marker, needed in (
        ("synthetic/0.DONE", "gan/0/generator.keras"),
        ("quality/synthetic.DONE", "judge/model.keras"),
    ):
        path = spoilt.root / marker
        content = path.read_bytes()
        path.unlink()
        before = file_times(spoilt.root)
        outcome = study(spoilt.output, *WORDS)
        _assert_one_sentence_on(outcome, spoilt.root / needed)
        after = file_times(spoilt.root)
        # The page says that the run is not finished; it is drawn anew at the end.
        told = {"run.json", "report.html", "report.DONE"}
        assert {name for name in before if after.get(name) != before[name]} <= told
        path.write_bytes(content)


@pytest.mark.parametrize(
    "words, needed",
    [
        (("--class", "0"), "gan/0/generator.keras"),
        (("--class", "1", "--snapshot", "1"), "gan/1/snapshot-00001.weights.h5"),
    ],
)
def test_generate_makes_nothing(spoilt, command, tmp_path, words, needed):
    target = tmp_path / "more"
    outcome = command("generate", spoilt.root, *words, "--count", "1", "--to", target)
    _assert_one_sentence_on(outcome, spoilt.root / needed)
    assert not target.exists()
