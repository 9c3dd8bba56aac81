"""SIGTERM, as a batch system or a container sends it, to a study at work in several processes."""

import json
import signal
import time

import psutil
import pytest

# Processes that each import TensorFlow.
pytestmark = pytest.mark.long


def _wait_until(true, running, what: str) -> None:
    deadline = time.monotonic() + 240
    while not true():
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


@pytest.fixture(scope="module")
def terminated(process, repository, tiny_words, tmp_path_factory):
    """A study whose GANs would go on for hours: its root, code, stderr, seconds and workers."""
    output = tmp_path_factory.mktemp("terminated")
    root = output / "digits" / "smoke-seed0-classes-0+1"
    words = (*tiny_words, "--gan.updates", "1000000", "--jobs", "2", "--output", output)
    running = process(repository / "run_experiment.py", *words, directory=output)

    def is_training() -> bool:
        return len(list(root.glob("gan/*/snapshot-*"))) >= 2

    _wait_until(is_training, running, "no class was trained")
    workers = psutil.Process(running.pid).children(recursive=True)
    start = time.monotonic()
    # To this process alone: it answers for the others.
    running.send_signal(signal.SIGTERM)
    _, stderr = running.communicate(timeout=60)
    return root, running.returncode, stderr, time.monotonic() - start, workers


def test_it_ends_soon_with_its_own_code_and_sentence(terminated):
    _, code, stderr, seconds, _ = terminated
    assert code == 143 and seconds < 20
    assert "Terminated. What is finished is kept; the same command goes on" in stderr
    assert "Traceback" not in stderr


def test_work_is_kept_and_processes_are_gone(terminated):
    root, _, _, _, workers = terminated
    assert json.loads((root / "run.json").read_text("utf-8"))["status"] == "interrupted"
    assert (root / "split.DONE").is_file() and not (root / ".work").exists()
    assert len(workers) >= 2
    _, alive = psutil.wait_procs(workers, timeout=5)
    assert alive == []
