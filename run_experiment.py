"""The command line: a study, or one of the small programs beside it."""

import importlib
import io
import sys
from pathlib import Path

EXIT_USER_ERROR, EXIT_INTERRUPTED, EXIT_TERMINATED = 2, 130, 143

# First word -> module and function; any other command line is a study.
PROGRAMS = {
    "generate": ("experiment.generate", "run_generate"),
    "export": ("experiment.export", "run_export"),
    "compare": ("studies.compare", "run_compare"),
    "index": ("studies.index", "run_index"),
}
# These read their words before they start TensorFlow themselves, or never need it.
STARTS_QUIETLY = {"generate", "export", "compare", "index"}
STUDY = ("studies.single", "run_single")


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
    on_interrupt = "What is finished is kept; the same command goes on from there."
    if words and words[0] in PROGRAMS:
        on_interrupt = "The target directory is unfinished; delete it before another try."
    try:
        with sigterm_as_interrupt():
            return _run(words)
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
        print(f"\nTerminated. {on_interrupt}", file=sys.stderr)
        return EXIT_TERMINATED
    except KeyboardInterrupt:
        print(f"\nInterrupted. {on_interrupt}", file=sys.stderr)
        return EXIT_INTERRUPTED


def _run(words: list[str]) -> int:
    from rich.console import Console

    from experiment.command_line import answer_without_work
    from foundation.quiet_start import import_tensorflow_quietly

    program, (module, function) = "", STUDY
    if words and words[0] in PROGRAMS:
        program, *words = words
        module, function = PROGRAMS[program]
    else:
        # --help and a wrong option need not wait for TensorFlow.
        answer_without_work(words)
    if program not in STARTS_QUIETLY:
        import_tensorflow_quietly()
    return getattr(importlib.import_module(module), function)(words, Console())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
