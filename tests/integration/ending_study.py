"""A study that is killed, or says that it may be interrupted, at a chosen moment.

Called as `ending_study.py MOMENT FILE WORDS...` with a moment of `MOMENTS`, a file to make when an
interruption may come, and the study's command line.
"""

import os
import signal
import sys
from pathlib import Path

import run_experiment
from foundation.quiet_start import import_tensorflow_quietly
from training import checkpoint


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def train_a_class_without_end(ready: Path) -> None:
    """The first class is trained again and again, by real compiled steps, until a signal comes."""
    from gan.trainer import GanTrainer

    # What goes round in circles is nothing to go on from.
    checkpoint.SECONDS_BETWEEN_SAVES = float("inf")
    train = GanTrainer.train

    def endless(self, images, seed, pause_after=(), **options):
        while True:
            for progress in train(self, images, seed, pause_after, **options):
                ready.touch()
                yield progress

    GanTrainer.train = endless


def kill_in_the_second_class(ready: Path) -> None:
    """After its first epoch, when the class has left its first files."""
    from gan.trainer import GanTrainer

    train, calls = GanTrainer.train, []

    def killed(self, images, seed, pause_after=(), **options):
        calls.append(seed)
        ended = 0
        for progress in train(self, images, seed, pause_after, **options):
            # A stretch later, so that a save of this epoch's state has come in between.
            if len(calls) == 2 and ended:
                _kill()
            ended = progress.finished_epoch or ended
            yield progress

    GanTrainer.train = killed


def kill_in_the_second_arm(ready: Path) -> None:
    """After a stretch of training, and a save."""
    from classifiers.trainer import ClassifierTrainer

    train, calls = ClassifierTrainer.train, []

    def kill_later(done):
        if done > 10:
            _kill()

    def killed(self, *arguments, advance, **options):
        calls.append(advance)
        return train(
            self,
            *arguments,
            advance=advance if len(calls) == 1 else kill_later,
            **options,
        )

    ClassifierTrainer.train = killed


def kill_in_the_report(ready: Path) -> None:
    """While the page, the last file of the report, is being written."""
    replace = os.replace

    def killed(source, target, **options):
        # The page of the unfinished run, which is written before, has no metrics beside it.
        path = Path(target)
        if path.name == "report.html" and path.with_name("metrics.jsonl").exists():
            _kill()
        replace(source, target, **options)

    os.replace = killed


MOMENTS = {
    "endless class": train_a_class_without_end,
    "second class": kill_in_the_second_class,
    "second arm": kill_in_the_second_arm,
    "report": kill_in_the_report,
}


if __name__ == "__main__":
    moment, ready_file, *words = sys.argv[1:]
    # A shell makes what it starts in the background deaf to Ctrl-C, and so all that is below it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    import_tensorflow_quietly()
    # Units take seconds here: every stretch of training is saved.
    checkpoint.SECONDS_BETWEEN_SAVES = 0.0
    MOMENTS[moment](Path(ready_file))
    sys.exit(run_experiment.main(words))
