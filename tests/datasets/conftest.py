"""Small stand-ins for what the data sets are read from: prepared records, servers, a toy set."""

import gzip
import hashlib
import http.server
import io
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from datasets.dataset import Dataset
from datasets.images.bundled import load_digits
from datasets.images.kind import ImageKind

FASHION_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy between the tests and the loopback, and no data directory of the machine's own."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.delenv("TFDS_DATA_DIR", raising=False)


@pytest.fixture(scope="session")
def digits() -> Dataset:
    return load_digits()


def _toy_arrays(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Random 28x28 images and labels, each of the ten classes in turn."""
    pixels = np.random.default_rng(seed).integers(0, 256, (count, 28, 28, 1), dtype=np.uint8)
    return pixels, np.arange(count, dtype=np.int64) * 3 % 10


@pytest.fixture
def fashion_names() -> tuple[str, ...]:
    return FASHION_NAMES


@pytest.fixture
def toy_arrays() -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    return _toy_arrays


@pytest.fixture
def toy_data() -> Callable[..., Dataset]:
    """A maker of tiny data sets with the given numbers of images per class."""

    def make(counts: dict[str, int], *, test_counts: dict[str, int] | None = None, **fields):
        names = tuple(counts)
        labels = np.repeat(np.arange(len(names)), list(counts.values()))
        is_test = np.zeros(len(labels), bool)
        if test_counts is not None:
            official = np.repeat(np.arange(len(names)), [test_counts[name] for name in names])
            labels = np.concatenate([labels, official])
            is_test = np.concatenate([is_test, np.ones(len(official), bool)])
        # Classes interleaved, so that no test can pass by leaning on their order.
        order = np.random.default_rng(5).permutation(len(labels))
        pixels = np.arange(len(labels) * 16, dtype=np.uint32).view(np.uint8)
        images = pixels.reshape(-1, 8, 8, 1)
        return Dataset(
            name="toy",
            title="Toy",
            kind=ImageKind.of(images, mirror_safe=True, mirror_reason="noise"),
            examples=images,
            labels=labels[order].astype(np.int64),
            class_names=names,
            test_mask=is_test[order] if test_counts is not None else None,
            provenance="Made up.",
            **fields,
        )

    return make


@pytest.fixture
def write_prepared() -> Callable[..., Path]:
    """A writer of a data directory that holds a tiny data set in the form that TFDS prepares."""

    def write(root: Path, name: str, train: int = 40, test: int = 20) -> Path:
        import tensorflow as tf

        folder = root / name / "3.0.1"
        folder.mkdir(parents=True)
        for split, count in (("train", train), ("test", test)):
            images, labels = _toy_arrays(count, seed=count)
            path = folder / f"{name}-{split}.tfrecord-00000-of-00001"
            with tf.io.TFRecordWriter(str(path)) as writer:
                for image, label in zip(images, labels, strict=True):
                    writer.write(_example(image, int(label)))
        (folder / "dataset_info.json").write_text(json.dumps(_dataset_info(name, train, test)))
        (folder / "features.json").write_text(json.dumps(_features()))
        if name == "fashion_mnist":
            (folder / "label.labels.txt").write_text("\n".join(FASHION_NAMES) + "\n")
        return root

    return write


def _example(image: np.ndarray, label: int) -> bytes:
    import tensorflow as tf

    png = tf.io.encode_png(image).numpy()
    feature = {
        "image": tf.train.Feature(bytes_list=tf.train.BytesList(value=[png])),
        "label": tf.train.Feature(int64_list=tf.train.Int64List(value=[label])),
    }
    return tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString()


def _dataset_info(name: str, train: int, test: int) -> dict:
    template = "{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}"
    return {
        "name": name,
        "version": "3.0.1",
        "fileFormat": "tfrecord",
        "moduleName": "tensorflow_datasets.image_classification.mnist",
        "splits": [
            {"name": split, "numBytes": "1", "shardLengths": [str(count)]}
            | {"filepathTemplate": template}
            for split, count in (("train", train), ("test", test))
        ],
    }


def _features() -> dict:
    prefix = "tensorflow_datasets.core.features."
    image = {"dtype": "uint8", "shape": {"dimensions": ["28", "28", "1"]}}
    features = {
        "image": {"image": image, "pythonClassName": prefix + "image_feature.Image"},
        "label": {
            "classLabel": {"numClasses": "10"},
            "pythonClassName": prefix + "class_label_feature.ClassLabel",
        },
    }
    return {
        "featuresDict": {"features": features},
        "pythonClassName": prefix + "features_dict.FeaturesDict",
    }


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every attempt to reach anything is an error."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError(f"the network was touched: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def closed_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def hanging_port() -> Iterator[int]:
    """A port of the loopback that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        yield server.getsockname()[1]


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        files, pause_seconds, pieces = self.server.plan
        body = files.get(self.path.lstrip("/"))
        if body is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        step = -(-len(body) // pieces)
        try:
            for start in range(0, len(body), step):
                self.wfile.write(body[start : start + step])
                self.wfile.flush()
                time.sleep(pause_seconds)
        except OSError:
            pass  # The client went away, as some tests want it to.

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """A starter of loopback servers: files in, base URL out; slow where told to be."""
    servers = []

    def start(files: dict[str, bytes], *, pause_seconds: float = 0.0, pieces: int = 1) -> str:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.plan = (files, pause_seconds, pieces)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def source_files(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """MNIST's four source files with 40 + 20 images, which TFDS's builder then expects."""
    from tensorflow_datasets.image_classification import mnist

    monkeypatch.setattr(mnist, "_TRAIN_EXAMPLES", 40)
    monkeypatch.setattr(mnist, "_TEST_EXAMPLES", 20)
    files = {}
    for prefix, count in (("train", 40), ("t10k", 20)):
        images, labels = _toy_arrays(count, seed=count)
        header = np.array([2051, count, 28, 28], ">i4").tobytes()
        files[f"{prefix}-images-idx3-ubyte.gz"] = gzip.compress(header + images.tobytes())
        header = np.array([2049, count], ">i4").tobytes()
        files[f"{prefix}-labels-idx1-ubyte.gz"] = gzip.compress(
            header + labels.astype(np.uint8).tobytes()
        )
    return files


@pytest.fixture
def download_from(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes TFDS's MNIST and Fashion-MNIST come from another base URL."""
    from tensorflow_datasets.core.download.checksums import UrlInfo
    from tensorflow_datasets.image_classification import mnist

    def redirect(base_url: str, files: dict[str, bytes] | None = None) -> None:
        files = files or {"train-images-idx3-ubyte.gz": b""}
        infos = {
            base_url + name: UrlInfo(
                size=len(body), checksum=hashlib.sha256(body).hexdigest(), filename=name
            )
            for name, body in files.items()
        }
        for builder in (mnist.MNIST, mnist.FashionMNIST):
            monkeypatch.setattr(builder, "URL", base_url)
            monkeypatch.setattr(builder, "url_infos", infos)

    return redirect


@pytest.fixture(scope="session")
def pictures() -> Callable[[int, str], bytes]:
    """A maker of small pictures as files, each number another one; kinds are Pillow's names."""
    from PIL import Image

    def make(number: int, kind: str = "PNG", *, side: int = 12, grey: bool = False) -> bytes:
        rng = np.random.default_rng(number)
        shape = (3, 3) if grey else (3, 3, 3)
        picture = Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8))
        buffer = io.BytesIO()
        picture.resize((side, side)).save(buffer, kind)
        return buffer.getvalue()

    return make


@pytest.fixture
def write_tree(tmp_path: Path) -> Callable[[dict[str, bytes]], Path]:
    """A writer of a folder of files, given by their paths below it."""

    def write(files: dict[str, bytes], name: str = "my data") -> Path:
        root = tmp_path / name
        root.mkdir()
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        return root

    return write
