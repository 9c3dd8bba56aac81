"""The command line: a study, or one of the small programs beside it."""

import importlib
import io
import sys
from dataclasses import dataclass
from pathlib import Path

EXIT_USER_ERROR, EXIT_INTERRUPTED, EXIT_TERMINATED = 2, 130, 143

GOES_ON = "What is finished is kept; the same command goes on from there."
START_AGAIN = "The target directory is unfinished; delete it before another try."
UNCHANGED = "Nothing was changed."
GOES_AGAIN = "What was written is whole; the same command writes it again with the rest."


@dataclass(frozen=True)
class Program:
    """One of the programs that a command line can ask for."""

    module: str
    function: str
    """Takes the words and a console; returns the exit code."""
    on_interrupt: str
    answers: str = ""
    """A module whose `answer_without_work(words)` answers --help and refuses wrong options before
    TensorFlow is imported; empty: the program does so itself, or needs no TensorFlow."""


RUN = Program("studies.single", "run_single", GOES_ON, answers="experiment.command_line")
# By the first word; any other command line is a run.
PROGRAMS = {
    "study": Program("studies.program", "run_many", GOES_ON, answers="studies.early_answer"),
    "sweep": Program("studies.sweep", "run_sweep", GOES_ON, answers="studies.sweep_request"),
    "generate": Program("experiment.generate", "run_generate", START_AGAIN),
    "inspect": Program("experiment.inspect", "run_inspect", GOES_AGAIN),
    "export": Program("experiment.export", "run_export", START_AGAIN),
    "compare": Program("studies.compare", "run_compare", UNCHANGED),
    "index": Program("studies.index", "run_index", UNCHANGED),
}


def main(words: list[str]) -> int:
    """Run the program that the words ask for; return its exit code.

    0: all done. 2: bad input, one sentence on stderr. 3: done, but a class failed and the arms
    that need it are incomplete. 130 and 143: interrupted by Ctrl-C or SIGTERM; the same command
    goes on from there.
    """
    from foundation.ending import Terminated, sigterm_as_interrupt
    from foundation.errors import UserError

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a stand-in, not an error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    program = PROGRAMS.get(words[0], RUN) if words else RUN
    try:
        with sigterm_as_interrupt():
            return _start(program, words if program is RUN else words[1:])
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        if (Path(__file__).parent / package).exists():  # ours: a defect, not a missing package
            raise
        print(
            f"Error: expected the packages of requirements.txt, found no {package}; "
            "run pip install -r requirements.txt in the environment of this Python.",
            file=sys.stderr,
        )
        return EXIT_USER_ERROR
    except Terminated:
        print(f"\nTerminated. {program.on_interrupt}", file=sys.stderr)
        return EXIT_TERMINATED
    except KeyboardInterrupt:
        print(f"\nInterrupted. {program.on_interrupt}", file=sys.stderr)
        return EXIT_INTERRUPTED


def _start(program: Program, words: list[str]) -> int:
    from rich.console import Console

    if program.answers:
        from foundation.quiet_start import import_tensorflow_quietly

        importlib.import_module(program.answers).answer_without_work(words)
        import_tensorflow_quietly()
    return getattr(importlib.import_module(program.module), program.function)(words, Console())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
