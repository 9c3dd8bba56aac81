import os
import time

import numpy as np
import pytest

from datasets.catalog import load
from datasets.images import tfds_mnist as tfds_images
from foundation.errors import UserError

FOLDER = "3.0.1"
TRAIN_RECORDS = "mnist-train.tfrecord-00000-of-00001"


@pytest.fixture
def stand_in(monkeypatch, digits):
    """The real stand-in takes seconds to read; the digits do where it is not the point."""
    monkeypatch.setattr(tfds_images, "load_mnist_5k", lambda: digits)
    return digits


@pytest.fixture
def assert_toy_images(toy_arrays):
    def check(data):
        train, train_labels = toy_arrays(40, seed=40)
        test, test_labels = toy_arrays(20, seed=20)
        assert np.array_equal(data.examples, np.concatenate([train, test]))
        assert np.array_equal(data.labels, np.concatenate([train_labels, test_labels]))
        assert data.test_mask.tolist() == [False] * 40 + [True] * 20

    return check


def test_prepared_data_is_read_as_it_is_without_network(
    tmp_path, write_prepared, no_network, assert_toy_images
):
    before = write_prepared(tmp_path, "mnist")
    listing = sorted(str(path) for path in before.rglob("*"))
    data = load("mnist", tmp_path)
    assert_toy_images(data)
    assert data.name == "mnist" and data.class_names == tuple("0123456789")
    assert data.published_pool == 42_000 and data.notice is None
    assert not data.kind.mirror_safe
    assert sorted(str(path) for path in tmp_path.rglob("*")) == listing


def test_fashion_mnist_has_its_own_names_and_may_be_mirrored(
    fashion_names, tmp_path, write_prepared, no_network, assert_toy_images
):
    data = load("fashion_mnist", write_prepared(tmp_path, "fashion_mnist"))
    assert_toy_images(data)
    assert data.class_names == fashion_names
    assert data.kind.mirror_safe and data.published_pool is None


def test_more_images_than_a_batch_stay_in_order(
    tmp_path, write_prepared, monkeypatch, assert_toy_images
):
    monkeypatch.setattr(tfds_images, "BATCH", 7)
    assert_toy_images(load("mnist", write_prepared(tmp_path, "mnist")))


def test_the_environment_names_the_place(
    tmp_path, write_prepared, monkeypatch, no_network, assert_toy_images
):
    monkeypatch.setenv("TFDS_DATA_DIR", str(write_prepared(tmp_path, "mnist")))
    assert_toy_images(load("mnist", None))


def test_the_default_place_is_that_of_tfds(
    tmp_path, write_prepared, monkeypatch, no_network, assert_toy_images
):
    monkeypatch.setenv("HOME", str(tmp_path))
    write_prepared(tmp_path / "tensorflow_datasets", "mnist")
    assert_toy_images(load("mnist", None))


def test_reading_says_nothing(tmp_path, write_prepared, capfd):
    write_prepared(tmp_path, "mnist")
    load("mnist", tmp_path)
    capfd.readouterr()
    load("mnist", tmp_path)
    assert capfd.readouterr() == ("", "")


def test_absent_data_is_downloaded_prepared_and_found_again(
    tmp_path, serve, source_files, download_from, capfd, monkeypatch, toy_arrays
):
    download_from(serve(source_files), source_files)
    data = load("mnist", tmp_path)
    assert sorted(map(bytes, data.examples[:40])) == sorted(map(bytes, toy_arrays(40, seed=40)[0]))
    assert data.test_mask.sum() == 20
    assert os.listdir(tmp_path) == ["mnist"] and os.listdir(tmp_path / "mnist") == [FOLDER]
    output = capfd.readouterr()
    assert "it/s" not in output.err and output.out == ""
    download_from("http://127.0.0.1:9/")
    assert load("mnist", tmp_path).checksum == data.checksum


def test_a_download_that_breaks_off_leaves_nothing_behind(
    tmp_path, serve, source_files, download_from, stand_in
):
    last = list(source_files)[-1]
    download_from(serve(source_files | {last: b"cut"}), source_files)
    assert "something else" in load("mnist", tmp_path).notice
    assert os.listdir(tmp_path) == []
    download_from(serve(source_files), source_files)
    assert load("mnist", tmp_path).notice is None


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), RuntimeError("Failed: No space left on device.\nX")],
)
def test_a_full_disk_is_said_and_leaves_nothing_behind(
    tmp_path, serve, source_files, download_from, monkeypatch, error
):
    from tensorflow_datasets.core import dataset_info

    def fail(*args, **kwargs):
        raise error

    download_from(serve(source_files), source_files)
    monkeypatch.setattr(dataset_info.DatasetInfo, "write_to_directory", fail)
    with pytest.raises(
        UserError, match=r"^Could not write mnist to --data-dir.*No space left on device\.$"
    ):
        load("mnist", tmp_path)
    assert os.listdir(tmp_path / "mnist") == []


def test_a_server_that_hangs_costs_less_than_20_seconds(tmp_path, hanging_port, download_from):
    download_from(f"http://127.0.0.1:{hanging_port}/")
    start = time.monotonic()
    data = load("mnist", tmp_path)
    assert time.monotonic() - start < 20
    assert data.name == "mnist-5k" and len(data.examples) == 5000
    assert data.notice.startswith("MNIST could be neither found nor downloaded")
    assert "127.0.0.1" in data.notice and "mnist-5k" in data.notice


def test_a_closed_port_costs_nothing(tmp_path, closed_port, download_from, stand_in):
    download_from(f"http://127.0.0.1:{closed_port}/")
    start = time.monotonic()
    data = load("mnist", tmp_path)
    assert time.monotonic() - start < 5
    assert "no connection" in data.notice


def test_fashion_mnist_has_no_stand_in(tmp_path, closed_port, download_from):
    download_from(f"http://127.0.0.1:{closed_port}/")
    with pytest.raises(UserError, match=r"^Fashion-MNIST could be neither .* give --data-dir"):
        load("fashion_mnist", tmp_path)


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_a_data_dir_that_does_not_exist(tmp_path, name, no_network):
    with pytest.raises(UserError, match=r"--data-dir .*absent does not exist"):
        load(name, tmp_path / "absent")


def test_a_data_dir_that_is_a_file(tmp_path, no_network):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"--data-dir .*file is not a directory"):
        load("mnist", tmp_path / "file")


def test_a_data_dir_that_cannot_be_written_to(tmp_path, monkeypatch, no_network):
    monkeypatch.setattr(os, "access", lambda *args, **kwargs: False)
    with pytest.raises(UserError, match="does not hold mnist and cannot be written to"):
        load("mnist", tmp_path)


def test_a_default_place_that_cannot_be_written_to(tmp_path, monkeypatch, no_network, stand_in):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *args, **kwargs: False)
    assert "the default data directory" in load("mnist", None).notice


def test_prepared_data_need_not_be_writable(
    tmp_path, write_prepared, monkeypatch, no_network, assert_toy_images
):
    write_prepared(tmp_path, "mnist")
    monkeypatch.setattr(os, "access", lambda *args, **kwargs: False)
    assert_toy_images(load("mnist", tmp_path))


def truncate(folder):
    records = folder / TRAIN_RECORDS
    records.write_bytes(records.read_bytes()[:-100])


def flip_a_bit(folder):
    content = bytearray((folder / TRAIN_RECORDS).read_bytes())
    content[1000] ^= 1
    (folder / TRAIN_RECORDS).write_bytes(content)


def remove_records(folder):
    (folder / TRAIN_RECORDS).unlink()


def empty_records(folder):
    (folder / TRAIN_RECORDS).write_bytes(b"")


def remove_info(folder):
    (folder / "dataset_info.json").unlink()


def cut_info(folder):
    (folder / "dataset_info.json").write_text('{"name": "mn')


def promise_more(folder):
    info = folder / "dataset_info.json"
    info.write_text(info.read_text().replace('"40"', '"41"'))


def promise_fewer(folder):
    info = folder / "dataset_info.json"
    info.write_text(info.read_text().replace('"40"', '"39"'))


@pytest.mark.parametrize(
    "damage",
    [
        truncate,
        flip_a_bit,
        remove_records,
        empty_records,
        remove_info,
        cut_info,
        promise_more,
        promise_fewer,
    ],
)
def test_damaged_data_is_said_in_one_sentence(tmp_path, write_prepared, no_network, damage):
    damage(write_prepared(tmp_path, "mnist") / "mnist" / FOLDER)
    with pytest.raises(UserError, match=r"^The prepared data in .*mnist.* cannot be read") as error:
        load("mnist", tmp_path)
    assert "\n" not in str(error.value) and "delete that folder" in str(error.value)
