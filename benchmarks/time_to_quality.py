"""What GAN seconds buy: accuracy of a classifier that learns from synthetic images alone."""

import dataclasses
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # to be called by its path

from benchmarks.program import run_program, start_tensorflow
from benchmarks.results import say_table, write_results
from classifiers.options import ClassifierConfig
from foundation.errors import UserError, unknown_name
from foundation.files import write_atomically
from foundation.progress import ProgressDisplay
from gan.options import GanConfig
from plan.config import ExperimentConfig
from plan.presets import preset_config

PEER_NAMES = ("source", "tutorial")
JUDGES = ("validation", "test")
# What a terminal of 80 columns has room for; why a pair is out is said on the way.
_SHOWN = {
    "candidate": "candidate",
    "gan_seconds": "GAN s",
    "updates": "updates",
    "images_seen": "images",
    "accuracy": "accuracy",
    "low": "low",
    "high": "high",
}


@dataclass(frozen=True, kw_only=True)
class QualityArguments:
    """Measure what a second of GAN training is worth to a classifier.

    Our pair, and those of two publications (the TensorFlow DCGAN tutorial, the source study), learn
    one class each. At several points of the training, the same classifier learns from their images
    alone and is judged on real ones. Candidates take turns, class by class and point by point: the
    peers train for a multiple of the seconds that ours took for that class. Only training counts as
    time: no compilation, no drawing, no classifier. Ours goes through one schedule, so its points
    before the last are those of a step size that has not decayed yet.

    The source's pair works on 64x64x3: its training images are enlarged (Lanczos, repeated in three
    channels), what it draws is brought back to the size of the data, and the one classifier judges
    all candidates there.
    """

    dataset: str = "mnist"
    """Data set, as in run_experiment.py."""
    data_dir: Path | None = None
    """Where data sets are kept; None: their usual place."""
    classes: tuple[str, ...] = ("3", "5", "8")
    """Names of the classes, at least two; with nothing behind it: all."""
    peers: tuple[str, ...] = ("tutorial", "source")
    """Who competes with ours: tutorial (28x28x1 only), source; with nothing behind it: nobody."""
    tutorial_factor: float = 3.0
    """The tutorial's seconds, as a multiple of ours. Range: 0.01 to 1000."""
    source_factor: float = 10.0
    """The source study's seconds, as a multiple of ours. Range: 0.01 to 1000."""
    points: int = 5
    """Points on the curve of each candidate, evenly spread. Range: 1 to 100."""
    judge: str = "validation"
    """Real images that judge: validation (the classifier as it is after its last update), or test
    (its best checkpoint on the validation images, as in a study)."""
    synthetic_per_class: int = ExperimentConfig.synthetic_per_class
    """Synthetic images of each class that a classifier learns from. Range: 1 to 1000000."""
    seed: int = 0
    """Seed of all training. Range: >= 0."""
    split_seed: int = 0
    """Seed of the validation split. Range: >= 0."""
    threads: int | None = None
    """Threads of one operation; None: as many as TensorFlow takes, usually one per core."""
    output: Path = Path("runs/benchmarks")
    """Where time_to_quality.csv, .json (with settings and environment) and .png go."""
    gan: GanConfig = field(default_factory=lambda: preset_config("standard").gan)
    """Ours; the defaults are those of the standard preset for 1,000 images per class or more."""
    classifier: ClassifierConfig = field(default_factory=ClassifierConfig)

    def __post_init__(self) -> None:
        for peer in self.peers:
            if peer not in PEER_NAMES:
                raise unknown_name("peer", peer, PEER_NAMES)
        if self.judge not in JUDGES:
            raise unknown_name("judge", self.judge, JUDGES)
        if len(self.classes) == 1:
            raise UserError(f"--classes: expected two at least, found {self.classes[0]} alone.")
        for name, value, low, high in (
            ("tutorial-factor", self.tutorial_factor, 0.01, 1000),
            ("source-factor", self.source_factor, 0.01, 1000),
            ("points", self.points, 1, 100),
            ("threads", 1 if self.threads is None else self.threads, 1, 256),
        ):
            if not low <= value <= high:
                raise UserError(f"--{name}: expected {low} to {high}, found {value}.")

    @property
    def run(self) -> ExperimentConfig:
        """The run whose data, split and classifier are used."""
        return ExperimentConfig(
            dataset=self.dataset,
            classes=self.classes,
            seed=self.seed,
            split_seed=self.split_seed,
            synthetic_per_class=self.synthetic_per_class,
            gan=self.gan,
            classifier=self.classifier,
        )

    @property
    def factors(self) -> dict[str, float]:
        """Peer -> multiple of our seconds."""
        factors = {"tutorial": self.tutorial_factor, "source": self.source_factor}
        return {peer: factors[peer] for peer in self.peers}


def measure(arguments: QualityArguments, display: ProgressDisplay) -> None:
    """Let all candidates compete, print the table and write the files."""
    start_tensorflow(arguments.threads)
    from benchmarks.contest import run_contest
    from benchmarks.judge import Judge
    from benchmarks.pictures import plot_time_to_quality
    from experiment.open_settings import with_settled_defaults
    from plots.style import figure_to_png

    judge = Judge.of_run(arguments.run, arguments.data_dir, arguments.judge == "test", display)
    config = with_settled_defaults(arguments.run, judge.data)
    arguments = dataclasses.replace(arguments, gan=config.gan)
    rows = run_contest(judge, config, arguments.factors, arguments.points, display)
    title = f"{judge.data.title}, classes {' '.join(judge.data.class_names)}"
    on = f"{judge.image_count:,} real {arguments.judge} images"
    say_table(
        display,
        rows[list(_SHOWN)].rename(columns=_SHOWN),
        f"{title}: accuracy on {on} against GAN training seconds",
    )
    paths = write_results(arguments.output, "time_to_quality", arguments, rows, rows)
    paths.append(arguments.output / "time_to_quality.png")
    write_atomically(paths[-1], figure_to_png(plot_time_to_quality(rows, f"{title}, on {on}")))
    display.say(f"Written: {', '.join(map(str, paths))}")


if __name__ == "__main__":
    sys.exit(run_program(QualityArguments, measure, sys.argv[1:], "time_to_quality"))
