"""Kill a small study again and again, go on with it, and compare the end with a run left in peace.

To be run by hand, some ten minutes: `python tests/faults/kill_and_resume.py --kills 20 --seed 0`.
Every start is a process of its own that gets SIGKILL at a random moment of its work; it makes one
unit at a time, or, at random, two in processes of their own. A study that ends before all kills are
made is compared, and the next one is begun in an empty directory.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[2]
WORDS = (
    *("--dataset", "digits", "--preset", "smoke", "--classes", "0", "1", "3"),
    *("--gan.updates", "300", "--gan.dropout", "0.2", "--synthetic-per-class", "200"),
    *("--classifier.updates", "200", "--classifier.evaluations", "5"),
)
# As many saves in a study of seconds as a long one has: a kill is to find something to go on from.
# It is set in this process alone: units of worker processes are begun again after a kill.
PROGRAM = """
import sys
from training import checkpoint
checkpoint.SECONDS_BETWEEN_SAVES = 0.3
import run_experiment
sys.exit(run_experiment.main(sys.argv[1:]))
"""


class Start:
    """One start of the study, as a process of its own; made when the study's own work begins.

    Args:
        output: The study's output directory; what the start says is in a file beside it.
        jobs: Units at once.
    """

    def __init__(self, output: Path, jobs: int = 1) -> None:
        self._log = output.with_suffix(".log")
        words = (*WORDS, "--jobs", str(jobs), "--output", str(output))
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *words],
                env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        while "Run directory" not in self.said and self._process.poll() is None:
            time.sleep(0.02)

    @property
    def said(self) -> str:
        """All its output so far."""
        return self._log.read_text("utf-8")

    def finish(self, seconds: float | None = None) -> bool:
        """Wait for the end, for so many seconds at most; then kill. Whether it came to its end."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
        if self._process.returncode not in (0, -signal.SIGKILL):
            sys.exit(f"The study ended with code {self._process.returncode}:\n{self.said}")
        return self._process.returncode == 0


def differences(one: Path, other: Path) -> list[str]:
    """The results that are not equal: metrics line by line, synthetic images by their pixels."""
    roots = [next(output.rglob("run.json")).parent for output in (one, other)]
    metrics = [sorted((root / "metrics.jsonl").read_text().splitlines()) for root in roots]
    found = [] if metrics[0] == metrics[1] else ["metrics.jsonl"]
    for path in sorted((roots[1] / "synthetic").glob("*.npz")):
        images = [np.load(root / "synthetic" / path.name)["images"] for root in roots]
        if not np.array_equal(*images):
            found.append(f"synthetic/{path.name}")
    return found


def compare(resumed: Path, undisturbed: Path) -> None:
    """Print whether a study that was killed equals the one that was not, and delete it."""
    different = differences(resumed, undisturbed)
    if different:
        sys.exit(f"{resumed}: not equal to the undisturbed run: {', '.join(different)}")
    print("  the study is finished, and equal to the undisturbed one")
    shutil.rmtree(resumed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    arguments = parser.parse_args()
    draw = np.random.default_rng(arguments.seed)
    with tempfile.TemporaryDirectory() as directory:
        undisturbed, resumed = Path(directory) / "undisturbed", Path(directory) / "resumed"
        start = Start(undisturbed)
        begun = time.monotonic()
        start.finish()
        seconds = time.monotonic() - begun
        print(f"Undisturbed: {seconds:.1f} s of work")
        kills = gone_on = 0
        while kills < arguments.kills:
            moment = draw.uniform(0, 0.5 * seconds)
            jobs = int(draw.integers(1, 3))
            start = Start(resumed, jobs)
            ended = start.finish(moment)
            gone_on += "goes on from" in start.said
            if ended:
                compare(resumed, undisturbed)
            else:
                kills += 1
                last = start.said.splitlines()[-1].strip()
                print(
                    f"Kill {kills} after {moment:.1f} s, --jobs {jobs}; last words: {last}",
                    flush=True,
                )
        Start(resumed).finish()
        compare(resumed, undisturbed)
        if not gone_on:
            sys.exit("No start went on in the middle of a unit: make more kills.")
        print(f"{kills} kills, {gone_on} starts in the middle of a unit, all ends equal")


if __name__ == "__main__":
    main()
