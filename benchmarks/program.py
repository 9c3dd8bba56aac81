"""What the benchmark programs have in common: command line, quiet start, exit codes."""

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import tyro
from rich.console import Console

from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from foundation.quiet_start import import_tensorflow_quietly

EXIT_OK, EXIT_USER_ERROR, EXIT_INTERRUPTED = 0, 2, 130
Arguments = TypeVar("Arguments")


def run_program(
    arguments_class: type[Arguments],
    work: Callable[[Arguments, ProgressDisplay], None],
    words: Sequence[str],
    name: str,
) -> int:
    """Read the command line and do the work.

    Args:
        arguments_class: What the command line can say; its docstring is the help's head.
        work: The program itself; it starts TensorFlow where it needs it.
        words: The command line without the program's name.
        name: The program's name, such as `throughput`.

    Returns:
        The exit code: 0; 2 after a sentence on bad input; 130 when interrupted.
    """
    try:
        arguments = tyro.cli(arguments_class, args=list(words), prog=f"benchmarks/{name}.py")
        work(arguments, ProgressDisplay(Console()))
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    except KeyboardInterrupt:
        print("\nInterrupted; nothing was written.", file=sys.stderr)
        return EXIT_INTERRUPTED
    return EXIT_OK


def start_tensorflow(threads: int | None = None) -> None:
    """Import TensorFlow, and let it compute each operation with so many threads.

    Args:
        threads: None: as many as it likes.

    Raises:
        UserError: TensorFlow has started its threads already.
    """
    import_tensorflow_quietly()
    import tensorflow as tf

    if threads is None:
        return
    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError as error:
        raise UserError(f"--threads {threads}: cannot be set any more: {error}.") from error
