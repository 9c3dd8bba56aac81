"""A run's directory: its paths, atomic writes, DONE markers and the lock.

A unit (one class, one arm, ...) is a directory or a single file whose marker is written last, by
`finish`. A marker holds the settings that the unit depends on and the checksum of every file, so
that a resume can tell a finished unit from a half-written or outdated one.
"""

import contextlib
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import filelock

from arms.catalog import ARMS, INGREDIENTS
from foundation.errors import UserError
from foundation.files import TEMPORARY_PREFIX
from plan.unit import Unit
from plan.views import VIEWS
from training.checkpoint import CHECKPOINT_NAME

METRICS_FILE = "metrics.jsonl"

# Every file that the tool writes into a run, relative to its root: --force deletes these and
# nothing else. <class> stands for each class's directory, <arm> for each arm, <repeat> for the
# directory of each repeat but the first, <drawn> for each drawn ingredient; * is a pattern.
ARTIFACTS = (
    "run.json",
    "split.npz",
    "split.DONE",
    "timing.csv",
    METRICS_FILE,
    "metrics.csv",
    "report.html",
    "report.DONE",
    "gan/progress.gif",
    "gan/<class>/generator.keras",
    "gan/<class>/discriminator.keras",
    "gan/<class>/history.csv",
    "gan/<class>/snapshots.npz",
    "gan/<class>/instruments.npz",
    "gan/<class>/findings.json",
    "gan/<class>/snapshot-*.weights.h5",
    "gan/<class>/losses.png",
    "gan/<class>/samples.png",
    "gan/<class>/progress.gif",
    "gan/<class>/checkpoint.npz",
    "gan/<class>/DONE",
    "synthetic/<class>.npz",
    "synthetic/<class>.DONE",
    "drawn/<drawn>/<class>.npz",
    "drawn/<drawn>/<class>.DONE",
    "classifiers/<arm>/model.keras",
    "classifiers/<arm>/history.csv",
    "classifiers/<arm>/predictions.npz",
    "classifiers/<arm>/checkpoint.npz",
    "classifiers/<arm>/DONE",
    "judge/model.keras",
    "judge/halves.npz",
    "judge/checkpoint.npz",
    "judge/DONE",
    "quality/<arm>.csv",
    "quality/<arm>.DONE",
    "privacy/<arm>.csv",
    "privacy/<arm>_pairs.npz",
    "privacy/<arm>_rows.npz",
    "privacy/<arm>.DONE",
    "fidelity/<arm>.csv",  # of earlier versions
    "fidelity/<arm>.DONE",
    *(f"inside/<class>/{file}" for view in VIEWS.values() for file in view.files),
    "inside/<class>/DONE",
    "classifiers/<arm>/<repeat>/model.keras",
    "classifiers/<arm>/<repeat>/history.csv",
    "classifiers/<arm>/<repeat>/predictions.npz",
    "classifiers/<arm>/<repeat>/checkpoint.npz",
    "classifiers/<arm>/<repeat>/DONE",
    "plots/training_accuracy.png",
    "plots/training_loss.png",
    "plots/validation_accuracy.png",
    "plots/validation_loss.png",
    "plots/test_accuracy.png",
    "plots/per_class_accuracy.png",
    "plots/confusion_<arm>.png",
    "plots/samples.png",
    "plots/samples_<drawn>.png",
    "plots/closest_pairs_<arm>.png",
    "plots/thumbnail.png",
    "tables/arms.csv",
    "tables/classes.csv",
    "check/classes.csv",
    "check/columns.csv",
    "check/passed_over.csv",
    "tensorboard/gan/<class>/events.out.tfevents.*",
    "tensorboard/classifiers/<arm>/events.out.tfevents.*",
    "tensorboard/classifiers/<arm>/<repeat>/events.out.tfevents.*",
)
# Patterns of the numbers 1 to 99: what is named repeat-mine is not ours.
_REPEATS = ("repeat-[1-9]", "repeat-[1-9][0-9]")
SHARED = "+all"
"""In the place of a class's directory: of all classes together. No class's has a plus sign."""
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


def class_directory_names(class_names: Sequence[str]) -> dict[str, str]:
    """A safe directory name for every class.

    The class name itself where it is `[A-Za-z0-9_-]{1,40}` and unique ignoring case, else
    `<index>-<slug>`.
    """
    folded = [name.casefold() for name in class_names]
    slugs = [re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:30] for name in class_names]
    numbered = [f"{index}-{slug or 'class'}" for index, slug in enumerate(slugs)]
    # A name that reads like the numbered directory of another class is numbered itself.
    taken = {name.casefold() for name in numbered}
    directories = {}
    for name, with_number in zip(class_names, numbered):
        unique = folded.count(name.casefold()) == 1 and name.casefold() not in taken
        directories[name] = name if _PLAIN_NAME.fullmatch(name) and unique else with_number
    return directories


class RunDirectory:
    """Paths and units of one run.

    Args:
        root: The run's own directory; it need not exist yet.
        class_names: The names of all classes of the data set, in order.
    """

    def __init__(self, root: Path, class_names: Sequence[str]) -> None:
        self.root = root
        self.class_names = tuple(class_names)
        self._directories = class_directory_names(class_names)

    def absolute(self) -> "RunDirectory":
        """The same directory, whatever the current directory of a process."""
        return RunDirectory(self.root.absolute(), self.class_names)

    @property
    def work_directory(self) -> Path:
        """Where worker processes find arrays and leave their progress while a run lasts."""
        return self.root / ".work"

    def split_unit(self) -> Unit:
        return Unit("split", self.root, self.root / "split.DONE")

    def gan_unit(self, class_name: str) -> Unit:
        directory = self.root / "gan" / self._directories[class_name]
        return Unit(f"gan/{directory.name}", directory, directory / "DONE")

    def shared_gan_unit(self, member: int = 0) -> Unit:
        """The one pair of all classes; of an ensemble one of several, from 0."""
        return self._member_unit(f"{SHARED}+{member}" if member else SHARED)

    def member_unit(self, class_name: str, member: int) -> Unit:
        """One of a class's several pairs, from 0; no class has a directory with a plus in it."""
        return self._member_unit(f"{self._directories[class_name]}+{member}")

    def _member_unit(self, name: str) -> Unit:
        directory = self.root / "gan" / name
        return Unit(f"gan/{name}", directory, directory / "DONE")

    def synthesis_unit(self, class_name: str) -> Unit:
        name = self._directories[class_name]
        directory = self.root / "synthetic"
        return Unit(f"synthetic/{name}", directory, directory / f"{name}.DONE")

    def drawing_unit(self, ingredient: str, class_name: str) -> Unit:
        """The examples of a class that a control has drawn."""
        name = self._directories[class_name]
        directory = self.root / "drawn" / ingredient
        return Unit(f"drawn/{ingredient}/{name}", directory, directory / f"{name}.DONE")

    def drawn_file(self, ingredient: str, class_name: str) -> Path:
        """Where the examples of a class are that an ingredient has drawn."""
        if INGREDIENTS[ingredient].needs == "gans":
            unit = self.synthesis_unit(class_name)
        else:
            unit = self.drawing_unit(ingredient, class_name)
        return unit.directory / f"{self._directories[class_name]}.npz"

    def synthetic_file(self, class_name: str) -> Path:
        """Where a class's synthetic examples are."""
        return self.drawn_file("drawn", class_name)

    def classifier_unit(self, arm: str, repeat: int = 0) -> Unit:
        """One repeat of an arm's classifier; the first is in the arm's own directory."""
        name = f"classifiers/{arm}/repeat-{repeat}" if repeat else f"classifiers/{arm}"
        directory = self.root / name
        return Unit(name, directory, directory / "DONE")

    def repeats_of(self, arm: str) -> list[int]:
        """The repeats of an arm that have a directory, ascending."""
        others = [path for each in _REPEATS for path in (self._arm(arm)).glob(each)]
        found = sorted(int(path.name.removeprefix("repeat-")) for path in others)
        return [0, *found] if self._arm(arm).is_dir() else []

    def _arm(self, arm: str) -> Path:
        return self.root / "classifiers" / arm

    def judge_unit(self) -> Unit:
        directory = self.root / "judge"
        return Unit("judge", directory, directory / "DONE")

    def quality_unit(self, arm: str) -> Unit:
        """What the judge sees in the examples that an arm draws."""
        directory = self.root / "quality"
        return Unit(f"quality/{arm}", directory, directory / f"{arm}.DONE")

    def privacy_unit(self, arm: str) -> Unit:
        """Whether the examples that an arm draws repeat what they were learned from."""
        directory = self.root / "privacy"
        return Unit(f"privacy/{arm}", directory, directory / f"{arm}.DONE")

    def inside_unit(self, class_name: str = "") -> Unit:
        """What happened inside the training of a class; without a name of the run's classes."""
        name = self._directories[class_name] if class_name else SHARED
        directory = self.root / "inside" / name
        return Unit(f"inside/{name}", directory, directory / "DONE")

    @property
    def events(self) -> Path:
        """What TensorBoard is to look at."""
        return self.root / "tensorboard"

    def events_of(self, unit: Unit) -> Path:
        """Where the training of a unit can be watched."""
        return self.events / unit.name

    def report_unit(self) -> Unit:
        return Unit("report", self.root, self.root / "report.DONE")

    def has_whole_report(self) -> bool:
        """Whether the report is there as it was written, of whatever it was made."""
        unit = self.report_unit()
        return unit.record() is not None and unit.damaged_file() is None

    def is_run(self) -> bool:
        return (self.root / "run.json").is_file()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the directory against other processes.

        Raises:
            UserError: Another process is at work here, or the place cannot be written.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:  # maybe of a directory above the root
            raise UserError(f"Cannot write {error.filename}: {error.strerror}.") from error
        lock = filelock.FileLock(self.root / ".lock", timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise UserError(
                f"{self.root}: another process is at work in this run directory; "
                "wait for it to end, or choose another --output or --seed."
            ) from None
        except OSError as error:
            raise UserError(f"Cannot use {error.filename}: {error.strerror}.") from error
        try:
            with self._usable():
                self._remove_leftovers()
                yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def _usable(self) -> Iterator[None]:
        """What the system refuses below the root is said in a sentence.

        A file that is not there is not among it, as long as the run is: that is a defect of ours.
        """
        try:
            yield
        except OSError as error:
            ours = error.filename is not None and str(error.filename).startswith(str(self.root))
            if not ours or (isinstance(error, FileNotFoundError) and self.root.is_dir()):
                raise
            raise UserError(f"Cannot use {error.filename}: {error.strerror}.") from error

    def _remove_leftovers(self) -> None:
        """Delete temporary files of a process that was killed, and checkpoints of what is done."""
        shutil.rmtree(self.work_directory, ignore_errors=True)
        for path in self._artifacts(TEMPORARY_PREFIX):
            path.unlink(missing_ok=True)
        for path in self._artifacts():
            if path.name == CHECKPOINT_NAME and path.with_name("DONE").exists():
                path.unlink(missing_ok=True)

    def _artifacts(self, prefix: str = "") -> Iterator[Path]:
        """The files of `ARTIFACTS` that are there, run.json last; or their temporary twins."""
        patterns = list(reversed(ARTIFACTS))
        stand_ins = {
            "<class>": [*self._directories.values(), SHARED],
            "<arm>": ARMS,
            "<repeat>": _REPEATS,
            "<drawn>": [name for name, ingredient in INGREDIENTS.items() if ingredient.is_drawn],
        }
        for stand_in, names in stand_ins.items():
            patterns = [
                pattern.replace(stand_in, name)
                for pattern in patterns
                for name in (names if stand_in in pattern else [""])
            ]
        for pattern in patterns:
            parent, slash, name = pattern.rpartition("/")
            yield from list(self.root.glob(f"{parent}{slash}{prefix}{name}"))

    def clear(self) -> None:
        """Delete what the tool wrote here, and directories that are empty after that.

        Raises:
            UserError: The directory does not carry the `run.json` of a run.
        """
        if not self.is_run():
            raise UserError(
                f"--force: {self.root} has no run.json, so it is not a run of this tool; "
                "nothing was deleted."
            )
        # run.json goes last: a clearing that is interrupted can be done again.
        for path in self._artifacts():
            path.unlink()
        nested = ("tensorboard/*/*/repeat-*", "tensorboard/*/*", "classifiers/*/repeat-*")
        for pattern in (*nested, "*/*", "*"):
            for directory in list(self.root.glob(pattern)):
                if directory.is_dir() and not directory.is_symlink():
                    with contextlib.suppress(OSError):
                        directory.rmdir()
