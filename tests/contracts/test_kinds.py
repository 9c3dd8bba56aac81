"""Every kind of data: its stored form survives the encoding, and its files can be read again."""

import json

import numpy as np
import pytest
from PIL import Image

from datasets.images.kind import ImageKind
from datasets.kinds import KINDS, PICTURES
from datasets.signals.kind import SignalKind
from datasets.signals.scaled import to_peak
from tests.datasets.tables.made import dataset

TABLE = dataset(
    {"size": [f"{n * 7 % 30}.5" for n in range(30)], "kind": ["u", "v", "w", None, "v"] * 6}
)
RNG = np.random.default_rng(0)
RECORDINGS = to_peak(
    np.sin(2 * np.pi * np.outer([300, 700, 1500], np.arange(2048)) / 8000) * np.linspace(1, 0, 2048)
)
EXAMPLES = {
    "images": [
        RNG.integers(0, 256, (5, 6, 4, channels)).astype(np.uint8)  # one row for each shape
        for channels in (1, 3)
    ],
    "table": [TABLE.examples[:7]],
    "signal": [RECORDINGS],
}
RECORDS = {
    "images": lambda examples: {"image_shape": list(examples.shape[1:])},
    "table": lambda examples: TABLE.kind.recorded(),
    "signal": lambda examples: SignalKind(examples.shape[1], 8000).recorded(),
}
LOSSY = {"signal": 2.0}
"""Kinds whose encoding leaves something out, and how far what comes back is from it at most."""
CASES = [(name, examples) for name, cases in EXAMPLES.items() for examples in cases]


def kind_of(name, examples):
    return KINDS[name].load().restored(RECORDS[name](examples))


def test_every_kind_has_examples_here():
    assert set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize(("name", "examples"), CASES)
def test_a_kind_knows_its_own(name, examples):
    kind = kind_of(name, examples)
    kind.check(examples)
    assert (kind.name, kind.shape, kind.dtype) == (name, examples.shape[1:], examples.dtype.name)
    assert len(kind.nouns) == 2 and all(kind.nouns) and kind.form
    assert KINDS[name].load().restored(json.loads(json.dumps(kind.recorded()))) == kind
    for wrong in (examples.astype(np.float16), examples[0], np.repeat(examples, 2, axis=1)):
        with pytest.raises(ValueError):
            kind.check(wrong)


@pytest.mark.parametrize(("name", "examples"), CASES)
def test_an_encoding_goes_there_and_back(name, examples):
    encoding = kind_of(name, examples).encoding(examples)
    encoded = encoding.encode(examples)
    assert encoded.dtype == np.float32 and encoded.shape == (len(examples), *encoding.shape)
    assert sum(span.width for span in encoding.spans) == encoding.shape[-1]
    assert {span.activation for span in encoding.spans} <= {"tanh", "softmax", "linear"}
    assert np.abs(encoded).max() <= (1 if name in PICTURES else 5)
    back = encoding.decode(encoded)
    assert back.dtype == examples.dtype and back.shape == examples.shape
    if name in LOSSY:
        # In decibels of 60 from silence to the loudest: a spectrum has no phases.
        assert np.abs(encoding.encode(back) - encoded).mean() * 30 < LOSSY[name]
    else:
        np.testing.assert_array_equal(back, examples)
    assert hash(encoding) == hash(kind_of(name, examples).encoding(examples))


@pytest.mark.parametrize(("name", "examples"), CASES)
def test_alike_is_near(name, examples):
    vectors = kind_of(name, examples).compared(np.concatenate([examples, examples[:1]]))
    assert vectors.ndim == 2 and len(vectors) == len(examples) + 1
    distances = np.linalg.norm(vectors - vectors[-1], axis=1)
    assert distances[0] == 0 and (distances[1:-1] > 0).all()


@pytest.mark.parametrize(("name", "examples"), CASES)
def test_pictures_are_of_one_size_and_differ_where_examples_do(name, examples):
    if name not in PICTURES:
        with pytest.raises(ValueError):
            kind_of(name, examples).pictured(examples)
        return
    pictures = kind_of(name, examples).pictured(examples)
    assert pictures.dtype == np.uint8 and pictures.shape[-1] in (1, 3)
    assert len(pictures) == len(examples) == len(np.unique(pictures, axis=0))


@pytest.mark.parametrize("examples", EXAMPLES["images"])
def test_images_are_written_without_loss(tmp_path, examples):
    kind_of("images", examples).write(examples, tmp_path / "new")
    for index, path in enumerate(sorted((tmp_path / "new").iterdir())):
        with Image.open(path) as picture:
            assert np.array_equal(np.asarray(picture).reshape(examples.shape[1:]), examples[index])


def test_options_of_the_command_line_change_the_form_of_images():
    images = EXAMPLES["images"][0]
    kind = ImageKind.of(images, mirror_safe=True, mirror_reason="noise")
    same, examples, done = kind.fitted(images)
    assert same == kind and examples is images and done == ""
    other, examples, done = kind.fitted(images, image_size=8, rgb=True)
    assert other.shape == (8, 8, 3) == examples.shape[1:] and other.mirror_safe
    assert "Resized to 8x8 (Lanczos)." in done and "three channels" in done
