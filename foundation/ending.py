"""The end that another process asks for: SIGTERM is answered as Ctrl-C is."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn


class Terminated(KeyboardInterrupt):
    """SIGTERM came; whatever cleans up after Ctrl-C cleans up after it."""


@contextlib.contextmanager
def sigterm_as_interrupt() -> Iterator[None]:
    """In the block SIGTERM raises `Terminated`, once: the cleaning up is not interrupted again."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _raise)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated
