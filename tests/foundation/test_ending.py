import os
import signal
import threading

import pytest

from foundation.ending import Terminated, sigterm_as_interrupt


def test_sigterm_is_answered_as_ctrl_c_once_and_only_in_the_block():
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Terminated), sigterm_as_interrupt():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except KeyboardInterrupt:  # the cleaning up after it is left in peace
            os.kill(os.getpid(), signal.SIGTERM)
            raise
    assert signal.getsignal(signal.SIGTERM) is before


def test_another_thread_leaves_signals_as_they_are():
    found = []

    def look():
        with sigterm_as_interrupt():
            found.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [signal.getsignal(signal.SIGTERM)]
