"""Data sets that TFDS itself has written, of the kinds that users may name."""

import os
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow_datasets as tfds

from datasets.images import tfds_any as tfds_files
from datasets.images.options import ImageOptions
from foundation.errors import UserError

NAMES = ["a/b <c>", "é", "three"]


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Writes a TFDS data set of 12x12 images; gives the data directory and all images."""

    def write(name, splits, *, labelled=True, names=NAMES, shape=(12, 12, 3), dtype=np.uint8):
        root = tmp_path_factory.mktemp("tfds")
        features = {"image": tfds.features.Image(shape=shape, dtype=dtype)}
        if labelled:
            features["label"] = tfds.features.ClassLabel(names=names)
        features["mask"] = tfds.features.LabeledImage(labels=2, shape=(12, 12, 1))
        rng = np.random.default_rng(1)
        top = np.iinfo(dtype).max + 1
        written = {
            split: [
                {"image": rng.integers(0, top, shape, dtype=dtype)}
                | ({"label": label} if labelled else {})
                | {"mask": np.zeros((12, 12, 1), np.uint8)}
                for label in labels
            ]
            for split, labels in splits.items()
        }
        tfds.dataset_builders.store_as_tfds_dataset(
            name=name,
            version="1.0.0",
            features=tfds.features.FeaturesDict(features),
            split_datasets={split: list(enumerate(rows)) for split, rows in written.items()},
            data_dir=root,
            download_config=tfds.download.DownloadConfig(try_download_gcs=False),
            disable_shuffling=True,
        )
        return root, written

    return write


@pytest.fixture(scope="module")
def pictures(store):
    return store("pictures", {"train": [0, 1, 2, 1, 0], "validation": [1, 2], "test": [0, 2, 1]})


def load(name, data_dir, **options):
    return tfds_files.load_tfds(name, data_dir, ImageOptions(**options))


def as_set(images):
    return sorted(bytes(image) for image in images)


def test_official_splits_classes_and_pixels_are_kept(pictures, no_network):
    root, written = pictures
    before = sorted(os.listdir(root / "pictures" / "1.0.0"))
    data = load("pictures", root)
    assert data.name == "tfds-pictures" and data.class_names == tuple(sorted(NAMES))
    for split, mask in (("test", data.test_mask), ("validation", data.validation_mask)):
        assert as_set(data.examples[mask]) == as_set(row["image"] for row in written[split])
    for class_name in NAMES:
        found = data.examples[data.labels == data.class_names.index(class_name)]
        rows = [row for rows in written.values() for row in rows]
        expected = [row["image"] for row in rows if NAMES[row["label"]] == class_name]
        assert as_set(found) == as_set(expected)
    assert "pictures/1.0.0" in data.provenance and data.kind.mirror_safe
    assert sorted(os.listdir(root / "pictures" / "1.0.0")) == before


def test_a_version_may_be_named(pictures, no_network):
    assert len(load("pictures:1.0.0", pictures[0]).examples) == 10


def test_more_records_than_a_batch(pictures, no_network, monkeypatch):
    monkeypatch.setattr(tfds_files, "BATCH", 2)
    assert load("pictures", pictures[0]).checksum == load("pictures", pictures[0]).checksum
    assert len(load("pictures", pictures[0]).examples) == 10


@pytest.mark.parametrize("splits", [{"train": [0, 1, 0, 1]}, {"test": [0, 1, 0, 1]}])
def test_a_single_split_is_left_to_be_drawn(splits, store, no_network):
    data = load("single", store("single", splits)[0])
    assert data.test_mask is None and data.validation_mask is None and len(data.examples) == 4


def test_a_set_without_labels_is_one_class(store, no_network):
    root, _ = store("faces_only", {"train": [None] * 3}, labelled=False)
    data = load("faces_only", root)
    assert data.class_names == ("faces_only",) and len(data.examples) == 3


def test_images_without_a_label_are_passed_over_and_counted(store, no_network):
    data = load("partly", store("partly", {"train": [0, 1, -1, 0], "test": [-1, 1]})[0])
    assert len(data.examples) == 4
    assert [(entry.file, entry.reason) for entry in data.inspection.passed_over] == [
        ("train/2", "no label"),
        ("test/0", "no label"),
    ]


def test_grey_images_of_16_bits(store, no_network):
    root, written = store(
        "deep", {"train": [0, 1]}, shape=(12, 12, 1), dtype=np.uint16, names=["x", "y"]
    )
    data = load("deep", root)
    expected = np.rint(written["train"][0]["image"].astype(float) / 257).astype(np.uint8)
    assert data.examples.shape == (2, 12, 12, 1)
    assert np.abs(data.examples[0].astype(int) - expected).max() <= 1


def test_digits_are_not_mirrored(write_prepared, tmp_path, no_network):
    data = load("mnist", write_prepared(tmp_path, "mnist"))
    assert not data.kind.mirror_safe and data.test_mask.sum() == 20 and len(data.examples) == 60
    assert data.class_names == tuple("0123456789")


IMAGE, LABEL = tfds.features.Image(), tfds.features.ClassLabel(num_classes=3)
BOXES = tfds.features.Sequence({"label": tfds.features.ClassLabel(num_classes=3)})


@pytest.mark.parametrize(
    ("features", "paired", "found"),
    [
        ({"image": IMAGE, "label": LABEL}, None, ("image", "label")),
        ({"image": IMAGE, "label": LABEL, "kind": LABEL}, None, ("image", "label")),
        ({"photo": IMAGE, "kind": LABEL}, None, ("photo", "kind")),
        ({"left": IMAGE, "right": IMAGE, "kind": LABEL}, ("right", "kind"), ("right", "kind")),
        ({"image": IMAGE, "a": LABEL, "b": LABEL}, ("image", "b"), ("image", "b")),
        ({"image": IMAGE, "age": tfds.features.Scalar(np.int64)}, None, ("image", None)),
        ({"image": IMAGE, "attributes": {"smiling": np.bool_}}, None, ("image", None)),
    ],
)
def test_the_image_and_its_label_are_found(features, paired, found):
    info = SimpleNamespace(features=tfds.features.FeaturesDict(features), supervised_keys=paired)
    assert tfds_files.find_features("x", info) == tfds_files.ImageFeatures(*found)


@pytest.mark.parametrize(
    ("features", "said"),
    [
        (
            {"text": tfds.features.Text(), "label": LABEL},
            "found no image among (text, label|label, text)",
        ),
        ({"left": IMAGE, "right": IMAGE}, r"found several images \(left, right\)"),
        ({"frames": tfds.features.Sequence(IMAGE)}, "found no image among frames"),
        ({"image": IMAGE, "a": LABEL, "b": LABEL}, "found several in a, b"),
        ({"image": IMAGE, "objects": BOXES}, "found several in objects"),
        ({"image": IMAGE, "labels": tfds.features.Sequence(LABEL)}, "found several in labels"),
        ({"image": IMAGE, "more": {"deep": BOXES}, "label": LABEL}, "found several in more"),
    ],
)
def test_what_is_no_set_of_single_labelled_images(features, said):
    info = SimpleNamespace(features=tfds.features.FeaturesDict(features), supervised_keys=None)
    with pytest.raises(UserError, match=f"^tfds:x: expected .*{said}"):
        tfds_files.find_features("x", info)


def test_what_does_not_fit_is_said_before_anything_is_fetched(tmp_path, no_network):
    with pytest.raises(UserError, match="^tfds:imdb_reviews: expected .* found no image among"):
        load("imdb_reviews", tmp_path)


def test_a_configuration_that_is_not_there(tmp_path, no_network):
    with pytest.raises(UserError, match="^tfds:mnist/none: expected .* found an error") as error:
        load("mnist/none", tmp_path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["", "../mnist", "Mnist!", "/etc/passwd", "huggingface:x", "a b"])
def test_names_that_cannot_be(name, tmp_path):
    with pytest.raises(UserError, match="expected tfds:NAME or tfds:NAME/CONFIG"):
        load(name, tmp_path)


def test_an_unknown_name_gets_the_nearest_one(tmp_path, no_network):
    with pytest.raises(UserError, match="found none. Did you mean 'fashion_mnist'"):
        load("fashon_mnist", tmp_path)
    assert os.listdir(tmp_path) == []


def test_absent_data_is_downloaded_where_that_is_plain(
    tmp_path, serve, source_files, download_from
):
    download_from(serve(source_files), source_files)
    assert len(load("fashion_mnist", tmp_path).examples) == 60


def test_without_a_network_the_steps_are_said(tmp_path, download_from, closed_port):
    download_from(f"http://127.0.0.1:{closed_port}/")
    with pytest.raises(UserError) as error:
        load("fashion_mnist", tmp_path)
    text = str(error.value)
    assert "\n" not in text and "127.0.0.1: no connection" in text
    assert f"run 'tfds build fashion_mnist --data_dir {tmp_path}' once" in text


@pytest.mark.parametrize("name", ["emnist", "imagenet2012"])
def test_what_only_tfds_can_fetch_is_said_without_trying(name, tmp_path, no_network):
    with pytest.raises(UserError, match=f"run 'tfds build {name} --data_dir"):
        load(name, tmp_path)


def test_damaged_records_are_said(store, no_network):
    root, _ = store("broken", {"train": [0, 1]})
    (records,) = (root / "broken" / "1.0.0").glob("*.tfrecord*")
    content = bytearray(records.read_bytes())
    content[len(content) // 2] ^= 255
    records.write_bytes(content)
    with pytest.raises(UserError, match=r"The prepared data in .*broken.* cannot be read"):
        load("broken", root)
