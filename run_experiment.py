"""The command line: a study, or one of the small programs beside it."""

import importlib
import io
import sys
from pathlib import Path

EXIT_USER_ERROR, EXIT_INTERRUPTED = 2, 130

# First word -> module and function; any other command line is a study.
PROGRAMS = {
    "study": ("studies.program", "run_many"),
    "generate": ("experiment.generate", "run_generate"),
    "export": ("experiment.export", "run_export"),
}
# Programs whose module answers --help and refuses wrong options without TensorFlow.
ANSWERED_FIRST = {"study": "studies.early_answer"}
STUDY = ("experiment.pipeline", "run_study")


def main(words: list[str]) -> int:
    """Run the program that the words ask for; return its exit code.

    0: all done. 2: bad input, one sentence on stderr. 3: done, but a class failed and the arms
    that need it are incomplete. 130: interrupted; the same command goes on from there.
    """
    from foundation.errors import UserError

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a stand-in, not an error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    on_interrupt = "What is finished is kept; the same command goes on from there."
    try:
        from rich.console import Console

        from experiment.command_line import answer_without_work
        from foundation.quiet_start import import_tensorflow_quietly

        if words and words[0] in PROGRAMS:
            name, words = words[0], words[1:]
            module, function = PROGRAMS[name]
            if name in ANSWERED_FIRST:
                importlib.import_module(ANSWERED_FIRST[name]).answer_without_work(words)
            else:
                on_interrupt = "The target directory is unfinished; delete it before another try."
        else:
            module, function = STUDY
            # --help and a wrong option need not wait for TensorFlow.
            answer_without_work(words)
        import_tensorflow_quietly()
        return getattr(importlib.import_module(module), function)(words, Console())
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
    except KeyboardInterrupt:
        print(f"\nInterrupted. {on_interrupt}", file=sys.stderr)
        return EXIT_INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
