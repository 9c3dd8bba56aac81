"""Files of sound, good and bad, as recordings."""

import numpy as np
import pytest
import soundfile

from datasets.fetching.place import Place
from datasets.signals.options import SignalOptions
from datasets.signals.scaled import PEAK
from datasets.signals.sound_file import UnusableSound, read_header, read_sound
from datasets.signals.sound_folder import holds_recordings, load_sound_folder_at
from foundation.errors import UserError
from tests.datasets.signals.made import RATE, tone, write, write_folder

FORMS = [
    *[{"format": "WAV", "subtype": each} for each in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32")],
    *[{"format": "WAV", "subtype": each} for each in ("FLOAT", "DOUBLE", "ULAW")],
    {"format": "FLAC", "subtype": "PCM_16"},
    {"format": "OGG", "subtype": "VORBIS"},
]


def load(root, **options):
    return load_sound_folder_at(Place(path=root), SignalOptions(**options))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["subtype"])
def test_every_form_is_read_by_its_content(tmp_path, form):
    path = write(tmp_path / "sound.txt", tone(500), **form)
    assert read_header(path).samples == 1600
    sound = read_sound(path, RATE, 1)
    lossy = form["subtype"] in ("PCM_U8", "VORBIS", "ULAW")
    np.testing.assert_allclose(sound.samples, tone(500), atol=0.05 if lossy else 1e-4)
    assert not sound.is_clipped


def test_channels_are_mixed_down_to_their_mean(tmp_path):
    stereo = np.stack([tone(500), -0.5 * tone(500)], axis=1)
    path = write(tmp_path / "a.wav", stereo)
    assert read_header(path).form == "WAV PCM_16 stereo"
    np.testing.assert_allclose(read_sound(path, RATE, 1).samples, 0.25 * tone(500), atol=1e-4)


def test_another_rate_is_filtered(tmp_path):
    """What the new rate cannot hold is gone, and not mirrored into what it can."""
    path = write(tmp_path / "a.wav", tone(500, 1, 16000) + tone(7000, 1, 16000, 0.4), 16000)
    samples = read_sound(path, RATE, 2).samples
    assert len(samples) == 8000
    spectrum = np.abs(np.fft.rfft(samples)) / 4000
    assert spectrum[500] == pytest.approx(0.5, abs=0.01)
    assert spectrum[1000] < 0.005  # where 7,000 Hz would be mirrored to


def _truncated(path):
    content = write(path, tone(500)).read_bytes()
    path.write_bytes(content[: len(content) // 2])


BAD = {
    "empty file": lambda path: path.write_bytes(b""),
    "not a sound (WAV, FLAC or OGG)": lambda path: path.write_bytes(b"text " * 30),
    "a damaged sound": lambda path: path.write_bytes(b"RIFF\x00\x00\x00\x00WAVEjunk"),
    "breaks off": _truncated,
    "silence": lambda path: write(path, np.zeros(1600)),
    "shorter than 0.01 s": lambda path: write(path, tone(500, 0.005)),
    "has values that are not finite": lambda path: write(
        path, np.full(1600, np.nan), subtype="FLOAT"
    ),
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_file_is_named_and_passed_over(tmp_path, reason):
    root = write_folder(tmp_path / "sounds", [f"{c}/{i}.wav" for c in "ab" for i in range(3)])
    BAD[reason](root / "a" / "bad.wav")
    with pytest.raises(UnusableSound):
        read_header(root / "a" / "bad.wav")
        read_sound(root / "a" / "bad.wav", RATE, 1)
    data = load(root)
    assert len(data.examples) == 6
    passed = {entry.file: entry.reason for entry in data.inspection.passed_over}
    assert passed == {"a/bad.wav": reason}


def test_a_word_in_a_note_is_not_taken_for_the_sound(tmp_path):
    """A chunk in front of the sound may hold any bytes, `data` among them."""
    path = write(tmp_path / "a.wav", tone(500))
    content = path.read_bytes()
    note = b"JUNK" + (10).to_bytes(4, "little") + b"data\xff\xff\xff\x7fab"
    start = content.index(b"data")
    path.write_bytes(content[:start] + note + content[start:])
    assert len(read_sound(path, RATE, 1).samples) == 1600


def test_a_length_that_nobody_knew_is_no_error(tmp_path):
    path = write(tmp_path / "a.wav", tone(500))
    content = path.read_bytes()
    start = content.index(b"data") + 4
    path.write_bytes(content[:start] + b"\xff" * 4 + content[start + 4 :])
    np.testing.assert_allclose(read_sound(path, RATE, 1).samples, tone(500), atol=1e-4)


def test_clipping_is_found(tmp_path):
    root = write_folder(tmp_path / "sounds", ["a/1.wav", "a/2.wav"])
    clipped = write(root / "a" / "loud.wav", np.clip(3 * tone(200), -1, 1))
    assert read_sound(clipped, RATE, 1).is_clipped
    said = "As loud as their format can hold, and so perhaps clipped: 1 file."
    assert said in load(root).inspection.remarks


def test_recordings_have_one_length_and_are_equally_loud(tmp_path):
    root = tmp_path / "sounds"
    write(root / "a" / "loud.wav", tone(300, 0.1, loudness=0.9))
    write(root / "a" / "quiet.wav", tone(400, 0.2, loudness=0.01))
    write(root / "b" / "other.wav", tone(500, 0.15))
    data = load(root)
    assert data.kind.samples == 2048 and data.kind.sample_rate == RATE
    assert np.abs(data.examples.astype(int)).max(axis=1).tolist() == [PEAK] * 3
    assert not data.examples[0, 800:].any() and data.examples[1, 1500:1600].any()
    assert data.class_names == ("a", "b") and data.labels.tolist() == [0, 0, 1]
    as_they_are = load(root, loudness="dataset")
    heights = np.abs(as_they_are.examples.astype(int)).max(axis=1) / 32767
    np.testing.assert_allclose(heights, [0.9, 0.01, 0.5], atol=0.001)


def test_the_length_is_that_of_99_of_100_that_are_not_for_the_test(tmp_path):
    root = write_folder(tmp_path / "sounds", [f"train/a/{i}.wav" for i in range(3)])
    write(root / "test" / "a" / "long.wav", tone(300, 3))
    data = load(root)
    assert data.kind.samples == 2048
    assert "Longer than 0.256 s, their ends cut off: 1 recording." in data.inspection.remarks


def test_options_of_rate_and_length_are_obeyed_and_said(tmp_path):
    root = write_folder(tmp_path / "sounds", [f"a/{i}.wav" for i in range(3)])
    data = load(root, sample_rate=4000, seconds=0.5)
    assert (data.kind.samples, data.kind.sample_rate) == (2000, 4000)
    assert any("Resampled to 4,000 Hz" in remark for remark in data.inspection.remarks)


def test_the_usual_rate_is_that_of_most(tmp_path):
    root = write_folder(tmp_path / "sounds", ["a/1.wav", "a/2.wav"], 16000)
    write(root / "a" / "3.wav", tone(300))
    assert load(root).kind.sample_rate == 16000


def names(*speakers):
    return [f"{d}/{d}_{s}_{i}.wav" for d in "01" for s in speakers for i in range(2)]


def test_groups_come_from_file_names_and_one_can_be_left_out(tmp_path):
    root = write_folder(tmp_path / "sounds", names("ann", "bob", "cy"))
    data = load(root, group="{label}_{group}_{index}", leave_out="bob")
    assert np.bincount(data.groups).tolist() == [4, 4, 4]
    assert sorted(set(data.groups[data.test_mask])) == [1] and data.test_mask.sum() == 4


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"group": "{label}_{index}"}, "with {group} in it"),
        ({"group": "{label}-{group}"}, "found 12 others, such as '0_ann_0'"),
        ({"leave_out": "bob"}, "expected --group with it"),
        (
            {"group": "{label}_{group}_{index}", "leave_out": "dan"},
            "ann, bob, cy.*'dan'",
        ),
        ({"min_images": 9}, "leaves out every class"),
        ({"seconds": 0.05}, "--seconds: expected 0.064 to 32.8 at 8,000 Hz, found 0.05"),
    ],
)
def test_what_does_not_fit_is_said(tmp_path, options, said):
    root = write_folder(tmp_path / "sounds", names("ann", "bob", "cy"))
    with pytest.raises(UserError, match=said):
        load(root, **options)


def test_a_folder_without_any_sound_says_what_was_found(tmp_path):
    (tmp_path / "sounds" / "a").mkdir(parents=True)
    (tmp_path / "sounds" / "a" / "1.wav").write_bytes(b"RIFF")
    with pytest.raises(UserError, match="expected recordings, found none that can be used"):
        load(tmp_path / "sounds")


def test_a_folder_is_told_by_what_most_of_its_files_hold(tmp_path, pictures):
    sounds = write_folder(tmp_path / "sounds", ["a/1.jpg", "a/2", "b/3.txt"])
    (sounds / "a" / "notes.txt").write_text("text")
    assert holds_recordings(sounds)
    (tmp_path / "images" / "a").mkdir(parents=True)
    for number in range(3):
        (tmp_path / "images" / "a" / f"{number}.wav").write_bytes(pictures(number))
    assert not holds_recordings(tmp_path / "images") and not holds_recordings(tmp_path / "none")


def test_the_same_sound_under_two_classes_is_said(tmp_path):
    root = write_folder(tmp_path / "sounds", ["a/1.wav", "b/2.wav"])
    write(root / "b" / "copy.wav", tone(200, 0.15))
    assert any("1 recording stands under two classes" in r for r in load(root).inspection.remarks)
    with pytest.raises(UserError, match="--strict"):
        load(root, strict=True)


def test_written_recordings_are_read_without_loss(tmp_path):
    data = load(write_folder(tmp_path / "sounds", ["a/1.wav", "a/2.wav"]))
    data.kind.write(data.examples, tmp_path / "out" / "a", "a")
    for index, path in enumerate(sorted((tmp_path / "out" / "a").glob("*.wav"))):
        values, rate = soundfile.read(path, dtype="int16")
        assert rate == RATE and np.array_equal(values, data.examples[index])
    table = (tmp_path / "out" / "a" / "metadata.csv").read_text()
    assert table.splitlines() == ["file_name,label", "000000.wav,a", "000001.wav,a"]
