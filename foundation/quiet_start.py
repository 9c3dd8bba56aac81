"""TensorFlow without its start-up notes."""

import os
import sys
import tempfile

# When this module is imported: a cluster's worker imports TensorFlow with its first unit, before
# any function here is called. oneDNN's kernels, off by default on processors without AVX-512, are
# faster there too, and results depend on them.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def import_tensorflow_quietly() -> None:
    """Import TensorFlow and find its devices, keeping its C++ notes off the terminal.

    They go to file descriptor 2 before any log level can hold them back. Should the import fail,
    they are printed after all.
    """
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as notes:
        os.dup2(notes.fileno(), 2)
        failed = True
        try:
            import tensorflow as tf

            tf.config.list_physical_devices()
            # It warns of many compiled functions, though each network needs its own.
            tf.get_logger().setLevel("ERROR")
            failed = False
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
            if failed:
                notes.seek(0)
                sys.stderr.write(notes.read().decode("utf-8", "replace"))
