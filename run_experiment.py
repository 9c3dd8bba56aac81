"""The command line: a study, or one of the small programs beside it."""

import os
import sys

# Before TensorFlow is imported: its start-up notes are no news to a user, and oneDNN's kernels,
# off by default on processors without AVX-512, train these networks faster there too.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

EXIT_USER_ERROR, EXIT_INTERRUPTED = 2, 130


def _run(words: list[str]) -> int:
    from rich.console import Console

    console = Console()
    if words and words[0] == "generate":
        from experiment.generate import run_generate

        return run_generate(words[1:], console)
    if words and words[0] == "export":
        from experiment.export import run_export

        return run_export(words[1:], console)
    from experiment.pipeline import run_study

    return run_study(words, console)


def main(words: list[str]) -> int:
    """Run the program that the words ask for; return its exit code.

    0: all done. 2: bad input, one sentence on stderr. 3: done, but a class failed and the arms
    that need it are incomplete. 130: interrupted; the same command goes on from there.
    """
    from experiment.errors import UserError

    try:
        return _run(words)
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    except KeyboardInterrupt:
        print(
            "\nInterrupted. What is finished is kept; the same command goes on from there.",
            file=sys.stderr,
        )
        return EXIT_INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
