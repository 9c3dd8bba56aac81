"""Do small studies still come out as they did? Digests of what they leave, frozen and compared.

To be run by hand around a change that is to change no number, on one machine (last bits differ
between processors), some minutes each:

    python tests/guard/frozen_studies.py freeze DIRECTORY     # with the code as it was
    python tests/guard/frozen_studies.py compare DIRECTORY    # with the code as it is

`freeze` keeps the runs in DIRECTORY with their digests; `compare` makes them anew elsewhere, names
every file whose content differs, and starts the present code on copies of the kept runs, which must
be found finished.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

_TABLES = {"quality", "privacy", "inside"}
TINY_CLASSIFIERS = ("--classifier.updates", "60", "--classifier.evaluations", "3")
STUDIES = {
    "digits": (
        *("--dataset", "digits", "--preset", "smoke", "--jobs", "2"),
        *("--arms", "original", "augmented", "synthetic", "gaussian"),
    ),
    # The recipe of large classes: rare images repeated, R1, no pull and no augmentation.
    "mnist-5k": (
        *("--dataset", "mnist-5k", "--classes", "3", "5", "8", "--repeats", "2", "--jobs", "1"),
        *("--gan.updates", "120", "--gan.rare-repeats", "3", "--gan.coverage-weight", "0"),
        *("--gan.differentiable-augmentation", "--gan.mapping-layers", "0"),
        *("--gan.final-learning-rate-fraction", "0.1", "--gan.dropout", "0.2"),
        *("--synthetic-per-class", "80", *TINY_CLASSIFIERS),
    ),
    "photos": (
        *("--dataset", "{photos}", "--image-size", "48", "--repeats", "1", "--jobs", "1"),
        *("--gan.updates", "60", "--gan.batch-size", "8", "--synthetic-per-class", "40"),
        *("--arms", "original", "augmented", "synthetic", "gaussian", *TINY_CLASSIFIERS),
    ),
    "paper": (
        *("--dataset", "digits", "--preset", "paper", "--classes", "0", "1", "--jobs", "1"),
        *("--samples-per-class", "24", "--gan.epochs", "3", "--synthetic-per-class", "24"),
        *("--classifier.epochs", "2", "--repeats", "1"),
    ),
}
FINISHED = "Everything asked for is finished already"


def draw_photos(directory: Path) -> None:
    """Three classes of 20 coloured pictures of unequal sizes; the same ones each time."""
    rng = np.random.default_rng(7)
    for number, name in enumerate(("apples", "bananas", "cherries")):
        (directory / name).mkdir(parents=True)
        for index in range(20):
            height, width = rng.integers(50, 90, 2)
            y, x = np.mgrid[0:height, 0:width] / 60
            waves = [np.sin(rng.uniform(1, 4) * x + number) * np.cos(rng.uniform(1, 4) * y + c)
                     for c in range(3)]  # fmt: skip
            pixels = np.rint((np.stack(waves, axis=-1) + 1) * 127.5).astype(np.uint8)
            Image.fromarray(pixels).save(directory / name / f"{index:02d}.png")


def start(words: tuple[str, ...], photos: Path, output: Path) -> str:
    """Run one study by the code in the current directory; returns what it printed."""
    named = [word.format(photos=photos) for word in words]
    command = [sys.executable, "run_experiment.py", *named, "--output", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _is_table(path: Path) -> bool:
    return bool({path.parent.name, path.parent.parent.name} & _TABLES)


def digests(output: Path) -> dict[str, str]:
    """Path -> digest of what must stay: metrics, predictions, synthetic arrays, histories."""
    (root,) = [path.parent for path in output.glob("*/*/run.json")]
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as arrays:
                for key in sorted(arrays.files):
                    array = arrays[key]
                    content = repr((array.shape, array.dtype.str)).encode() + array.tobytes()
                    found[f"{name}:{key}"] = hashlib.sha256(content).hexdigest()
        elif path.name == "metrics.jsonl":
            lines = b"".join(sorted(path.read_bytes().splitlines(keepends=True)))
            found[name] = hashlib.sha256(lines).hexdigest()
        elif path.name == "history.csv" or (path.suffix == ".csv" and _is_table(path)):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def make(directory: Path, chosen: list[str]) -> dict[str, dict[str, str]]:
    found = {}
    for name in chosen:
        print(f"{name} ...", flush=True)
        start(STUDIES[name], directory.parent / "photos", directory / name)
        found[name] = digests(directory / name)
    return found


def freeze(directory: Path, chosen: list[str]) -> None:
    directory.mkdir(parents=True)
    draw_photos(directory / "photos")
    found = make(directory / "runs", chosen)
    (directory / "digests.json").write_text(json.dumps(found, indent=1, sort_keys=True))
    print(f"{sum(map(len, found.values()))} digests in {directory / 'digests.json'}")


def compare(directory: Path, chosen: list[str]) -> int:
    frozen = json.loads((directory / "digests.json").read_text())
    photos = directory / "photos"
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(directory / "runs", Path(place) / "kept")
        for name in chosen:
            print(f"{name} ...", flush=True)
            start(STUDIES[name], photos, Path(place) / "runs" / name)
            now = digests(Path(place) / "runs" / name)
            differing = [key for key, old in frozen[name].items() if now.get(key) != old]
            print(f"{name}: {len(frozen[name])} digests, {len(differing)} differ", *differing)
            said = start(STUDIES[name], photos, Path(place) / "kept" / name)
            finished = FINISHED in said
            print(f"{name}: the run of the frozen code is {'' if finished else 'NOT '}finished")
            if not finished:
                print(said)
            wrong += bool(differing) + (not finished)
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("action", choices=("freeze", "compare"))
    parser.add_argument("directory", type=Path)
    parser.add_argument("--only", nargs="+", choices=STUDIES, default=list(STUDIES))
    asked = parser.parse_args()
    if asked.action == "freeze":
        freeze(asked.directory.resolve(), asked.only)
        return 0
    return compare(asked.directory.resolve(), asked.only)


if __name__ == "__main__":
    sys.exit(main())
