"""A study whose units are made side by side: a worker is killed, and the result is the same."""

import contextlib
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pandas as pd
import psutil
import pytest

from foundation.errors import UserError
from tests.event_files import scalars_of

# Processes that each import TensorFlow.
pytestmark = pytest.mark.long
WORDS = ("--classes", "0", "1", "--arms", "original", "synthetic", "--repeats", "1")
# Two real arms: one is trained beside the GANs, the other beside the synthetic one.
MORE_WORDS = ("--arms", "original", "augmented", "synthetic")


def _kill_in_the_middle(root, processes):
    """Kill a process that makes a class, soon after it has begun.

    Returns:
        The thread that waits for the moment, and a list that then holds the process.
    """
    killed = []

    def watch() -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            # Files and processes may go while they are looked at.
            with contextlib.suppress(OSError, psutil.Error):
                for path in root.glob(".work/*/gan+*.progress"):
                    if "GAN of class" in path.read_text():
                        killed.append(processes()[0])
                        killed[0].kill()
                        return
            time.sleep(0.05)

    thread = threading.Thread(target=watch)
    thread.start()
    return thread, killed


def _assert_equal_results(root, finished, more_units):
    """All that the finished study came to is here, and beyond it the augmented arm alone."""
    lines, expected = (
        sorted((run / "metrics.jsonl").read_text("utf-8").splitlines())
        for run in (root, finished.root)
    )
    assert expected == [line for line in lines if json.loads(line)["arm"] != "augmented"]
    assert 0 < len(expected) < len(lines)
    for arm in ("original", "synthetic"):
        _assert_equal_images(root, finished, f"classifiers/{arm}/predictions.npz")
    units, fewer = (
        pd.read_csv(run / "timing.csv")["unit"].tolist() for run in (root, finished.root)
    )
    assert sorted(units) == sorted([*fewer, *more_units])
    assert not (root / ".work").exists()
    assert list(root.rglob(".partial-*")) == []


def _assert_equal_images(root, finished, *more):
    for name in ("synthetic/0.npz", "synthetic/1.npz", *more):
        with np.load(root / name) as one, np.load(finished.root / name) as other:
            assert set(one) == set(other)
            for key in one:
                np.testing.assert_array_equal(one[key], other[key])


def _assert_all_was_watched(root):
    """Every update is in the event files once, those of the killed worker among them."""
    found = scalars_of(root / "tensorboard" / "gan" / "0")["history/generator_loss"]
    assert [step for step, _ in found] == list(range(1, 21))
    watched = {path.parent.name for path in root.glob("tensorboard/classifiers/*/*.tfevents.*")}
    assert watched == {"original", "augmented", "synthetic"}


def _loky_workers():
    return [
        child for child in psutil.Process().children() if "LokyProcess" in " ".join(child.cmdline())
    ]


@pytest.fixture(scope="module")
def killed(tmp_path_factory, study):
    """A study of two processes, one of which was killed: its root and how it ended."""
    output = tmp_path_factory.mktemp("workers")
    root = output / "digits" / "smoke-seed0-classes-0+1"
    thread, _ = _kill_in_the_middle(root, _loky_workers)
    outcome = study(output, *WORDS, *MORE_WORDS, "--jobs", "2", "--tensorboard")
    thread.join()
    return root, outcome


def test_a_killed_worker_is_one_sentence_that_names_the_unit(killed):
    root, outcome = killed
    assert outcome.code == 2, outcome
    assert "worker processes to live" in outcome.complaint
    assert "gan/0" in outcome.complaint or "gan/1" in outcome.complaint
    assert "Traceback" not in outcome.complaint and "same command" in outcome.complaint
    assert (root / "split.DONE").exists() and not (root / ".work").exists()
    assert not _loky_workers()


def test_two_at_once_give_the_result_of_one_after_the_other(killed, study, finished):
    root, before = killed
    outcome = study(root.parents[1], *WORDS, *MORE_WORDS, "--jobs", "2", "--tensorboard")
    assert outcome.code == 0, outcome
    _assert_all_was_watched(root)
    gans, later = outcome.stdout.split("Stage synthesis")
    gans += before.stdout  # what had ended before the other worker was killed is not made again
    for name in ("GAN of class 0 (1 of 2)", "Classifier on original data"):
        assert f"  {name}: done in" in gans
    for name in ("Classifier on augmented data", "Classifier on synthetic data"):
        assert f"  {name}: done in" in later
    _assert_equal_results(root, finished, ["classifiers/augmented"])
    assert not _loky_workers()


@pytest.fixture(scope="module")
def readme_commands(repository) -> dict[str, list[str]]:
    """The README's commands for a cluster, as words: scheduler, worker and the study."""
    lines = (repository / "README.md").read_text("utf-8").splitlines()
    words = [shlex.split(line, comments=True) for line in lines if line.startswith("python ")]
    found = {line[3]: line for line in words if line[1:3] == ["-m", "dask"]}
    found["study"] = next(line for line in words if "--cluster" in line)
    return found


def _wait_for_port(port):
    """A scheduler takes seconds to start; a study that finds none does not wait for long."""
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)


@pytest.fixture
def cluster(repository, readme_commands):
    """The address of a scheduler, and a function that finds its two workers' processes."""
    pytest.importorskip("distributed", reason="the optional packages of --cluster")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    started = {}
    for name in ("scheduler", "worker"):
        words = [word.replace("8786", str(port)) for word in readme_commands[name]]
        words = [word.replace("0.0.0.0", "127.0.0.1") for word in words]
        started[name] = psutil.Popen(
            [sys.executable, *words[1:]],
            cwd=repository,
            env={key: value for key, value in os.environ.items() if not key.startswith("TF_")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    _wait_for_port(port)
    yield (
        f"tcp://127.0.0.1:{port}",
        lambda: [
            child
            for child in started["worker"].children()
            if "spawn_main" in " ".join(child.cmdline())
        ],
    )
    for process in started.values():
        # The group, because the workers are children.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_cluster_goes_on_where_one_of_its_workers_dies(cluster, study, finished, tmp_path):
    address, processes = cluster
    root = tmp_path / "digits" / "smoke-seed0-classes-0+1"
    thread, killed = _kill_in_the_middle(root, processes)
    stages = ("--stages", "split", "gans", "synthesis")
    words = ("--jobs", "None", "--cluster", address, "--tensorboard")
    outcome = study(tmp_path, *WORDS, *stages, *words)
    thread.join()
    assert outcome.code == 0, outcome
    assert len(killed) == 1 and killed[0] not in processes()
    watched = {path.parent.name for path in root.glob("tensorboard/gan/*/*.tfevents.*")}
    assert watched == {"0", "1"}
    _assert_equal_images(root, finished)
    units = pd.read_csv(root / "timing.csv")["unit"].tolist()
    assert sorted(units) == ["gan/0", "gan/1", "split", "synthetic/0", "synthetic/1"]


def test_the_readme_tells_workers_to_make_one_unit_at_a_time(readme_commands):
    assert "--nthreads 1" in " ".join(readme_commands["worker"])
    assert {"scheduler", "worker", "study"} <= set(readme_commands)


def test_a_cluster_that_is_not_there(study, tmp_path, monkeypatch):
    cluster = pytest.importorskip("foundation.cluster", exc_type=UserError)
    monkeypatch.setattr(cluster, "_SECONDS_TO_ANSWER", 0.5)
    words = (*WORDS, "--jobs", "None", "--cluster", "tcp://127.0.0.1:1")
    outcome = study(tmp_path, *words)
    assert outcome.code == 2
    assert "--cluster tcp://127.0.0.1:1: expected a Dask scheduler" in outcome.complaint


def test_without_its_packages_a_cluster_is_refused(study, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "foundation.cluster", raising=False)
    outcome = study(tmp_path, *WORDS, "--jobs", "None", "--cluster", "tcp://127.0.0.1:1")
    assert outcome.code == 2
    assert "pip install -r requirements-cluster.txt" in outcome.complaint


def test_jobs_beside_a_cluster_are_refused(study, tmp_path):
    outcome = study(tmp_path, *WORDS, "--jobs", "2", "--cluster", "tcp://127.0.0.1:1")
    assert outcome.code == 2 and "--jobs" in outcome.complaint
