"""What TensorFlow may use in this process: threads and the memory of GPUs."""

from collections.abc import Callable

from foundation.quiet_start import import_tensorflow_quietly


def start_tensorflow(threads: int, gpu_of: Callable[[int], int] | None = None) -> bool:
    """Import TensorFlow and settle its threads and GPUs, as far as that is still possible.

    The number of threads belongs to the settings of a unit, because sums that are divided
    differently differ in their last bits. TensorFlow makes its threads once per process, with its
    first operation; after that nothing can be changed.

    Args:
        threads: Threads of one operation; operations run one after the other.
        gpu_of: From the number of GPUs, where there are several, to the one for this process;
            None: TensorFlow sees them all.

    Returns:
        Whether this many threads are in force.
    """
    import_tensorflow_quietly()
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        found = gpus()
        if gpu_of is not None and len(found) > 1:
            found = [found[gpu_of(len(found))]]
            tf.config.set_visible_devices(found, "GPU")
        for gpu in found:
            # By itself the first process takes all memory, and a second one finds none.
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:  # TensorFlow has begun its work
        return tf.config.threading.get_intra_op_parallelism_threads() == threads
    return True


def gpus() -> list:
    """The GPUs that TensorFlow sees."""
    import tensorflow as tf

    return tf.config.list_physical_devices("GPU")
