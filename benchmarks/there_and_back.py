"""What is lost where recordings become spectra and sound again, and how long it takes.

    python -m benchmarks.there_and_back --dataset spoken_digits --data-dir DATA

takes the options of a run and looks at recordings outside of the test set, some of each class. Of
every representation one CSV line goes to the terminal: the mean difference between levels of a
recording and of what comes back, in decibels, and the milliseconds of one recording.
"""

import sys
import time
from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import Console

from benchmarks.program import EXIT_OK, EXIT_USER_ERROR
from datasets.signals.encodings import ENCODINGS
from datasets.signals.spectra import FLOOR_DB
from experiment.pipeline import Request, load_source, plan_run
from foundation.csv_text import csv_text
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from foundation.quiet_start import import_tensorflow_quietly

COLUMNS = (
    *("representation", "recordings", "decibels", "decibels_where_heard"),
    *("encode_milliseconds", "decode_milliseconds"),
)
_OF_EACH_CLASS = 6


def measure(kind, recordings: np.ndarray) -> Iterator[dict[str, object]]:
    """A line for each representation.

    Args:
        kind: Of the recordings, a `datasets.signals.kind.SignalKind`.
        recordings: int16 [n, samples], n >= 1.
    """
    for name in ENCODINGS:
        encoding = kind.encoding(recordings, name)
        begin = time.perf_counter()
        levels = encoding.encode(recordings)
        encoded = time.perf_counter()
        back = encoding.decode(levels)
        decoded = time.perf_counter()
        # Levels of -1 to 1 are so many decibels.
        lost = np.abs(encoding.encode(back) - levels) * -FLOOR_DB / 2
        values = (
            *(name, len(recordings), round(float(lost.mean()), 3)),
            round(float(lost[levels > -1].mean()), 3),
            *(round(1000 * t / len(recordings), 2) for t in (encoded - begin, decoded - encoded)),
        )
        yield dict(zip(COLUMNS, values, strict=True))


def measured(words: Sequence[str], console: Console) -> list[dict[str, object]]:
    """The lines of a command line.

    Raises:
        UserError: The data is not of recordings, or as for a run.
    """
    display = ProgressDisplay(console)
    request = Request.read(words)
    run = plan_run(request, load_source(request, display), display)
    if run.data.kind.name != "signal":
        raise UserError(f"--dataset: expected recordings, found {run.data.kind.nouns[1]}.")
    train, labels = run.draw_split().train, run.data.labels
    rows = [train[labels[train] == label][:_OF_EACH_CLASS] for label in np.unique(labels[train])]
    return list(measure(run.data.kind, run.data.examples[np.concatenate(rows)]))


def main(words: Sequence[str]) -> int:
    """Print the lines; returns the exit code."""
    import_tensorflow_quietly()
    try:
        lines = measured(words, Console(stderr=True))
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    print(csv_text(COLUMNS, ([line[name] for name in COLUMNS] for line in lines)), end="")
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
