"""What a whole run costs, by classes, images, size and workers; and where a run's time went."""

import datetime
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # to be called by its path

import pandas as pd

from benchmarks.pictures import plot_scaling
from benchmarks.program import run_program, start_tensorflow
from benchmarks.results import say_table, write_results
from benchmarks.whole_runs import STAGE_NAMES, WholeRun, measure_run, stage_table
from foundation.errors import UserError, unknown_name
from foundation.files import write_atomically
from foundation.progress import ProgressDisplay, duration_text
from plan.finished_run import FinishedRun
from plots.style import figure_to_png

SWEEPS = ("classes", "images", "size", "jobs")
# What a terminal of 80 columns has room for.
_SHOWN = {
    "share_percent": "%",
    "longest": "longest unit",
    "longest_seconds": "its seconds",
    "peak_memory_mb": "peak MB",
}


@dataclass(frozen=True, kw_only=True)
class ScalingArguments:
    """Measure what whole runs cost, as one thing grows at a time; or look into a finished run.

    Each case is a real run of run_experiment.py in a process and a directory of its own, deleted
    afterwards, with small budgets that are counted in passes over the images, so that the work
    grows with their number: start-up, loading, training and report are all in it. The cases take
    turns; the table shows medians over the rounds.
    """

    run: Path | None = None
    """Directory of a finished run: print where its time went, stage by stage, and stop."""
    sweeps: tuple[str, ...] = SWEEPS
    """What grows: classes, images, size, jobs."""
    dataset: str = "mnist"
    """Data set, as in run_experiment.py."""
    preset: str = "smoke"
    """Preset of every case, but for its budgets."""
    data_dir: Path | None = None
    """Where data sets are kept; None: their usual place."""
    classes: tuple[str, ...] = tuple("0123456789")
    """Names of the classes, as many as the largest case has."""
    class_counts: tuple[int, ...] = (2, 4, 8)
    """Cases of the sweep classes: the first so many of the classes. Range: >= 2."""
    image_counts: tuple[int, ...] = (1000, 2000, 4000)
    """Cases of the sweep images: real images per class. Below 1,000 other defaults hold."""
    sides: tuple[int, ...] = (28, 48, 64)
    """Cases of the sweep size: --image-size."""
    job_counts: tuple[int, ...] = (1, 2)
    """Cases of the sweep jobs: --jobs."""
    base_classes: int = 4
    """Classes in the sweeps of anything else. Range: >= 2."""
    base_images: int = 1000
    """Real images per class in the sweeps of anything else. Range: >= 2."""
    base_jobs: int | None = 1
    """--jobs in the sweeps of anything else; None: what the study chooses by itself."""
    epochs: int = 10
    """Passes over the images, of each GAN and each classifier. Range: >= 1."""
    rounds: int = 1
    """How often every case has its turn. Range: 1 to 100."""
    output: Path = Path("runs/benchmarks")
    """Where scaling.csv (every run), scaling.json (medians, settings, environment), scaling.png
    go."""

    def __post_init__(self) -> None:
        for name in self.sweeps:
            if name not in SWEEPS:
                raise unknown_name("sweep", name, SWEEPS)
        for name, value in (("epochs", self.epochs), ("rounds", self.rounds)):
            if not 1 <= value <= 100:
                raise UserError(f"--{name}: expected 1 to 100, found {value}.")
        most = max((*self.class_counts, self.base_classes))
        least = min((*self.class_counts, self.base_classes))
        if least < 2 or most > len(self.classes):
            raise UserError(
                f"--class-counts and --base-classes: expected 2 to {len(self.classes)}, the number "
                f"of --classes, found {least} to {most}."
            )

    def cases(self, sweep: str) -> tuple[int, ...]:
        """The values that are measured in a sweep."""
        return {
            "classes": self.class_counts,
            "images": self.image_counts,
            "size": self.sides,
            "jobs": self.job_counts,
        }[sweep]


def study_words(arguments: ScalingArguments, sweep: str, value: int) -> list[str]:
    """The command line of one case, without `--output`.

    Args:
        arguments: Of the program.
        sweep: What grows.
        value: How large it is in this case.
    """
    sizes: dict[str, int | None] = {
        "classes": arguments.base_classes,
        "images": arguments.base_images,
        "size": None,
        "jobs": arguments.base_jobs,
    } | {sweep: value}
    options: dict[str, Callable[[int], list[str]]] = {
        "classes": lambda count: ["--classes", *arguments.classes[:count]],
        "images": lambda count: ["--samples-per-class", str(count)],
        "size": lambda side: ["--image-size", str(side)],
        "jobs": lambda count: ["--jobs", str(count)],
    }
    words = ["--dataset", arguments.dataset, "--preset", arguments.preset]
    if arguments.data_dir is not None:
        words += ["--data-dir", str(arguments.data_dir)]
    for kind in ("gan", "classifier"):
        words += [f"--{kind}.updates", "None", f"--{kind}.epochs", str(arguments.epochs)]
    for name, size in sizes.items():
        words += options[name](size) if size is not None else []
    return words


def measure(arguments: ScalingArguments, display: ProgressDisplay) -> None:
    """Run all cases, print the medians and write the files; or look into a finished run."""
    if arguments.run is not None:
        show_run(arguments.run, display)
        return
    start_tensorflow()  # for the versions and devices in the record
    rows = measure_cases(arguments, display)
    medians = rows.drop(columns="round").groupby(["sweep", "value"], sort=False).median()
    table = medians.reset_index()
    title = f"Whole runs: {arguments.dataset}, {arguments.preset}, {arguments.epochs} epochs"
    say_table(display, table, f"{title}; seconds and MB, medians over {arguments.rounds} rounds")
    paths = write_results(arguments.output, "scaling", arguments, rows, table)
    paths.append(arguments.output / "scaling.png")
    write_atomically(paths[-1], figure_to_png(plot_scaling(rows, title)))
    display.say(f"Written: {', '.join(map(str, paths))}")


def measure_cases(arguments: ScalingArguments, display: ProgressDisplay) -> pd.DataFrame:
    """Run every case, round by round.

    Returns:
        A row per run: `round`, `sweep`, `value`, `seconds` (whole process), `memory_mb` (most of
        all its processes together), and the seconds of the units of each stage.
    """
    rows = []
    for number in range(1, arguments.rounds + 1):
        for sweep in arguments.sweeps:
            for value in arguments.cases(sweep):
                found = measure_run(study_words(arguments, sweep, value))
                rows.append({"round": number, "sweep": sweep, "value": value} | _columns(found))
                display.say(
                    f"  {sweep} {value:,}: {duration_text(found.seconds)}, "
                    f"{found.memory_mb:,.0f} MB"
                )
    return pd.DataFrame(rows)


def _columns(found: WholeRun) -> dict[str, float]:
    of_stage = found.stages.set_index("stage")["seconds"]
    stages = {name: float(of_stage.get(name, 0.0)) for name in STAGE_NAMES}
    return {"seconds": found.seconds, "memory_mb": found.memory_mb} | stages


def show_run(root: Path, display: ProgressDisplay) -> None:
    """Print where the time of a finished run went, stage by stage.

    Raises:
        UserError: It is no run, or has no times.
    """
    run = FinishedRun.open(root)
    table = stage_table(root / "timing.csv")
    say_table(display, table.rename(columns=_SHOWN), f"{root}: {run.record['data']['title']}")
    seconds = _seconds_from_start_to_end(run)
    busy = float(table["seconds"].iloc[-1])
    if seconds is not None:
        display.say(
            f"From its last start to its end: {duration_text(seconds)}; its units: "
            f"{duration_text(busy)} in all (more, where several ran at once or in earlier starts)."
        )


def _seconds_from_start_to_end(run: FinishedRun) -> float | None:
    """From the start that run.json names to its last writing; None where that is unknown."""
    try:
        start = datetime.datetime.fromisoformat(run.record["started"]).timestamp()
        seconds = (run.run_directory.root / "run.json").stat().st_mtime - start
    except (KeyError, TypeError, ValueError, OSError):
        return None
    ended_well = run.record.get("status") in ("finished", "incomplete")
    return seconds if ended_well and seconds > 0 else None


if __name__ == "__main__":
    sys.exit(run_program(ScalingArguments, measure, sys.argv[1:], "scaling"))
