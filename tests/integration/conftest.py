"""Small studies on the bundled digits, run in this process or in one of their own."""

import contextlib
import functools
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import filelock
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
# In this process: tests change what it does, and worker processes take seconds to start.
DATA = ("--dataset", "digits", "--preset", "smoke", "--jobs", "1")
# A few seconds for the networks of two digits: most of it is their compilation.
TINY = (
    *("--gan.updates", "20", "--gan.width", "8", "--gan.batch-size", "16"),
    *("--gan.latent-dim", "8", "--synthetic-per-class", "20"),
    *("--classifier.updates", "20", "--classifier.evaluations", "2"),
)
CLASSES = ("--classes", "0", "1")
ARMS = ("--arms", "original", "synthetic")
TINY_ROOT = Path("digits") / "smoke-seed0-classes-0+1"
# Lines stay unbroken on a terminal as wide as this.
COLUMNS = "200"


@dataclass(frozen=True)
class Outcome:
    """How one command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def complaint(self) -> str:
        """What stands on stderr, in one line and without the frames of a box."""
        return re.sub(r"[\s─│╭╮╰╯]+", " ", self.stderr).strip()


@dataclass(frozen=True)
class Run:
    """A run directory, the output directory that it is in, and how its command ended."""

    output: Path
    root: Path
    outcome: Outcome


def _output_words(output: Path) -> tuple[str, ...]:
    return ("--output", str(output))


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def command() -> Callable[..., Outcome]:
    """A function that runs a command line in this process, as `main` would."""
    import run_experiment

    def run(*words: object) -> Outcome:
        stdout, stderr = io.StringIO(), io.StringIO()
        before = os.environ.get("COLUMNS")
        os.environ["COLUMNS"] = COLUMNS
        try:
            with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
                try:
                    code = run_experiment.main([str(word) for word in words])
                except SystemExit as stop:
                    code = int(stop.code or 0)
        finally:
            if before is None:
                del os.environ["COLUMNS"]
            else:
                os.environ["COLUMNS"] = before
        return Outcome(code, stdout.getvalue(), stderr.getvalue())

    return run


@pytest.fixture(scope="session")
def process() -> Iterator[Callable[..., subprocess.Popen]]:
    """A function that starts Python on one of our scripts, in a process group of its own."""
    started: list[subprocess.Popen] = []

    def start(script: Path, *words: object, directory: Path) -> subprocess.Popen:
        environment = os.environ | {"COLUMNS": COLUMNS, "PYTHONPATH": str(REPOSITORY)}
        started.append(
            subprocess.Popen(
                [sys.executable, str(script), *map(str, words)],
                cwd=directory,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        )
        return started[-1]

    yield start
    for running in started:
        if running.poll() is None:
            running.kill()


@pytest.fixture(scope="session")
def tiny_words() -> tuple[str, ...]:
    """The command line of a tiny study on the digits 0 and 1; `--output` is still to come."""
    return (*DATA, *TINY, *CLASSES, *ARMS)


@pytest.fixture(scope="session")
def study(command: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """A function that runs a tiny study on digits; further words win over its own."""

    def run(output: Path, *words: object) -> Outcome:
        return command(*DATA, *TINY, *_output_words(output), *words)

    return run


@pytest.fixture(scope="session", autouse=True)
def shared_trainers() -> Iterator[None]:
    """Studies of this process with the same networks share one trainer: compiling takes seconds.

    That a class trains the same whatever its trainer did before is tested in tests/gan.
    """
    from experiment import gan_timing
    from experiment.stages import gans
    from gan.trainer import GanTrainer

    shared = functools.cache(GanTrainer)
    with pytest.MonkeyPatch.context() as patch:
        for module in (gans, gan_timing):
            patch.setattr(module, "GanTrainer", shared)
        yield


@pytest.fixture(scope="session", autouse=True)
def views_left_out() -> Iterator[None]:
    """Studies of this process draw no views of the inside: they take seconds.

    They are drawn in `finished`, and by `inspect`.
    """
    from experiment.inside.drawing import Drawn
    from experiment.stages import inside

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside, "draw_views", lambda looking, names: Drawn())
        yield


@pytest.fixture(scope="session")
def finished(tmp_path_factory, process, tiny_words) -> Run:
    """A finished study, made by a real process; for reading only."""
    directory = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        directory = directory.parent  # of all workers: the first one makes it for all
    output, ending = directory / "finished" / "runs", directory / "finished" / "outcome.json"
    with filelock.FileLock(directory / "finished.lock"):
        if not ending.is_file():
            output.mkdir(parents=True)
            words = (*tiny_words, *_output_words(output))
            running = process(REPOSITORY / "run_experiment.py", *words, directory=output.parent)
            stdout, stderr = running.communicate(timeout=300)
            ending.write_text(json.dumps([running.returncode, stdout, stderr]))
    outcome = Outcome(*json.loads(ending.read_text()))
    assert outcome.code == 0, outcome
    return Run(output, output / TINY_ROOT, outcome)


@pytest.fixture
def copied(finished: Run, tmp_path: Path) -> Run:
    """A copy of the finished study, file times included, to be spoilt or gone on with."""
    output = tmp_path / "runs"
    shutil.copytree(finished.output, output)
    return Run(output, output / finished.root.relative_to(finished.output), finished.outcome)


@pytest.fixture(scope="session")
def file_times() -> Callable[[Path], dict[str, int]]:
    """A function from a run's root to the modification time of each file but the lock's."""

    def read(root: Path) -> dict[str, int]:
        files = [path for path in root.rglob("*") if path.is_file() and path.name != ".lock"]
        return {str(path.relative_to(root)): path.stat().st_mtime_ns for path in files}

    return read


@pytest.fixture(autouse=True)
def no_figure_left_open() -> Iterator[None]:
    """A stage that forgets to close its figures would fill the memory of a long run."""
    yield
    import matplotlib.pyplot as plt

    assert not plt.get_fignums()


# One study, interrupted once and killed three times; see ending_study.py for the moments.
MOMENTS = ("endless class", "second class", "second arm", "report")


@dataclass(frozen=True)
class Stop:
    """How a process ended, and what it left."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    """From the signal to the end of the process, where the signal came from outside."""
    status: str
    """Of run.json."""
    done: frozenset[str]
    """Markers of finished units."""
    times: dict[str, int]
    """Modification times of the files of finished units."""
    files: frozenset[str]
    """Everything that is there."""


@dataclass(frozen=True)
class StoppedRun:
    """A run that was stopped again and again, and has not been resumed after the last stop."""

    output: Path
    root: Path
    stops: dict[str, Stop]


def _finished_files(root: Path) -> tuple[frozenset[str], dict[str, int]]:
    markers = [*root.rglob("DONE"), *root.rglob("*.DONE")]
    files = list(markers)
    for marker in markers:
        files += [marker.parent / name for name in json.loads(marker.read_text())["files"]]
    return (
        frozenset(str(marker.relative_to(root)) for marker in markers),
        {str(path.relative_to(root)): path.stat().st_mtime_ns for path in files},
    )


def _wait_for(file: Path, running: subprocess.Popen) -> None:
    deadline = time.monotonic() + 240
    while not file.exists():
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline, f"{file} never came"
        time.sleep(0.05)


def _stop(running: subprocess.Popen, root: Path, ready: Path | None) -> Stop:
    if ready is not None:
        _wait_for(ready, running)
        # To the whole group, as a terminal does on Ctrl-C.
        os.killpg(running.pid, signal.SIGINT)
    start = time.monotonic()
    stdout, stderr = running.communicate(timeout=300)
    seconds = time.monotonic() - start
    done, times = _finished_files(root)
    return Stop(
        code=running.returncode,
        stdout=stdout,
        stderr=stderr,
        seconds=seconds,
        status=json.loads((root / "run.json").read_text("utf-8"))["status"],
        done=done,
        times=times,
        files=frozenset(str(path.relative_to(root)) for path in root.rglob("*")),
    )


@pytest.fixture(scope="session")
def stopped(tmp_path_factory, process, tiny_words) -> StoppedRun:
    """The same study as `finished`, stopped at each of the `MOMENTS`, one process after another."""
    directory = tmp_path_factory.mktemp("stopped")
    output, ready = directory / "runs", directory / "ready"
    script = Path(__file__).with_name("ending_study.py")
    stops = {}
    for moment in MOMENTS:
        words = (moment, ready, *tiny_words, *_output_words(output))
        running = process(script, *words, directory=directory)
        waits = ready if moment == MOMENTS[0] else None
        stops[moment] = _stop(running, output / TINY_ROOT, waits)
    return StoppedRun(output, output / TINY_ROOT, stops)
