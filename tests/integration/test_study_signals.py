"""Recordings on the command line: a whole run of a folder, and what leaves it."""

import json

import numpy as np
import pytest
from scipy.io import wavfile

from experiment.inside.drawing import draw_views
from experiment.stages import inside
from plan.signal_presets import ARMS
from tests.datasets.signals.made import tone, write
from tests.integration.stopping import stop_training

WORDS = (
    *("--preset", "smoke", "--jobs", "1", "--gan.updates", "20", "--gan.width", "8"),
    *("--classifier.updates", "20", "--synthetic-per-class", "12"),
)
FEW_ARMS = ("--arms", "original", "synthetic")


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    """Tones of two classes and three speakers, who differ in loudness."""
    root = tmp_path_factory.mktemp("sounds") / "tones"
    for label, hertz in (("high", 1500), ("low", 300)):
        for place, speaker in enumerate(("ann", "bob", "cy")):
            for index in range(5):
                wave = tone(hertz + 30 * index + 7 * place, 0.1 + 0.01 * index, loudness=0.2)
                write(root / label / f"{label}_{speaker}_{index}.wav", (1 + place) * wave)
    return root


@pytest.fixture(scope="module")
def run(sounds, command, tmp_path_factory):
    """A finished run of two arms without views: its root and how it ended."""
    output = tmp_path_factory.mktemp("runs")
    outcome = command("--dataset", sounds, *WORDS, *FEW_ARMS, "--no-views", "--output", output)
    assert outcome.code == 0, outcome
    (root,) = (output / "tones").iterdir()
    return root, outcome


def test_every_arm_is_tested_on_real_recordings(run):
    root, outcome = run
    rows = [json.loads(line) for line in (root / "metrics.jsonl").read_text().splitlines()]
    tested = {row["arm"] for row in rows if row["metric"] == "accuracy_mean"}
    assert tested == {"original", "synthetic"}
    data = json.loads((root / "run.json").read_text())["data"]
    assert (data["kind"], data["samples"], data["sample_rate"]) == ("signal", 2048, 8000)
    assert "On 6 real tones test recordings" in outcome.stdout
    page = (root / "report.html").read_text("utf-8")
    assert "real recordings (left) and synthetic recordings (right)" in page
    assert "{{" not in page and "{examples}" not in page and ">Images<" not in page
    assert (root / "gan" / "low" / "progress.gif").is_file()


def test_drawn_recordings_are_of_the_stored_form(run):
    root, _ = run
    drawn = np.load(root / "synthetic" / "low.npz")["images"]
    assert drawn.shape == (12, 2048) and drawn.dtype == np.int16
    assert np.abs(drawn.astype(int)).max(axis=1).tolist() == [16384] * 12


def test_generate_and_export_write_sound(run, command, tmp_path):
    root, _ = run
    made = command("generate", root, "--class", "low", "--count", "3", "--to", tmp_path / "made")
    assert made.code == 0 and "3 recordings" in made.stdout
    rate, samples = wavfile.read(tmp_path / "made" / "000000.wav")
    assert rate == 8000 and samples.shape == (2048,) and samples.dtype == np.int16
    out = command("export", root, "--to", tmp_path / "set")
    assert out.code == 0 and "24 recordings" in out.stdout
    table = (tmp_path / "set" / "train" / "metadata.csv").read_text().splitlines()
    assert table[:2] == ["file_name,label,origin", "high/000000.wav,high,synthetic"]
    drawn = np.load(root / "synthetic" / "high.npz")["images"]
    written = wavfile.read(tmp_path / "set" / "train" / "high" / "000003.wav")[1]
    assert np.array_equal(written, drawn[3])
    card = (tmp_path / "set" / "README.md").read_text()
    assert "SYNTHETIC recordings" in card and "audiofolder" in card and "image" not in card


def test_a_speaker_is_left_out(sounds, command, tmp_path):
    words = ("--group", "{label}_{group}_{index}", "--leave-out", "bob", "--stages", "split")
    outcome = command("--dataset", sounds, *WORDS, *words, "--output", tmp_path)
    assert outcome.code == 0, outcome
    (root,) = (tmp_path / "tones").iterdir()
    split = np.load(root / "split.npz")
    # By class and name: ann, bob, cy, five of each.
    assert sorted(split["test"].tolist()) == [*range(5, 10), *range(20, 25)]
    assert not set(split["test"]) & set(split["train"])


def test_what_is_refused_is_one_sentence(sounds, command, tmp_path):
    for words, said in (
        (("--leave-out", "bob"), "expected --group with it"),
        (("--group", "{label}"), "with {group} in it"),
        (("--group", "{label}_{group}_{index}", "--leave-out", "dan"), "found 'dan'"),
        (("--seconds", "0"), "seconds"),
        (("--loudness", "loud"), "'loud'"),
        (("--image-size", "32"), "--image-size: expected no option of images"),
        (("--target", "a"), "--target: expected a table"),
        (("--gan.encoding", "modes"), "'modes'"),
        (("--gan", "rows"), "rows"),
        (("--classifier.network", "compact"), "(listener, waves), found compact"),
        (("--arms", "copula"), "copula"),
    ):
        outcome = command("--dataset", sounds, *words, "--dry-run", "--output", tmp_path / "runs")
        assert outcome.code == 2 and said in outcome.stderr, (words, outcome)
        assert "Traceback" not in outcome.stderr and len(outcome.stderr.splitlines()) == 1


@pytest.mark.long
def test_views_are_drawn_and_a_killed_run_ends_the_same(run, sounds, command, tmp_path):
    root, _ = run
    words = ("--dataset", sounds, *WORDS, "--output", tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        stop_training(patch, 2)
        assert command(*words).code == 130
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside, "draw_views", draw_views)  # which other studies leave out
        assert command(*words).code == 0
    (other,) = (tmp_path / "tones").iterdir()
    one, two = (
        [
            line
            for line in (each / "metrics.jsonl").read_text().splitlines()
            if '"synthetic"' in line
        ]
        for each in (root, other)
    )
    assert one and set(one) <= set(two)
    rows = [json.loads(line) for line in (other / "metrics.jsonl").read_text().splitlines()]
    tested = {row["arm"] for row in rows if row["metric"] == "accuracy_mean"}
    assert tested == set(ARMS)
    place = other / "inside" / "low"
    for name in ("nearest.png", "interpolation.gif", "grad_cam.png", "convincing.png"):
        assert (place / name).is_file(), json.loads((place / "DONE").read_text())["notes"]
