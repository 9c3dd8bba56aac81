"""Examples that are judged several at once: laid side by side, and the answer given to each."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="packing")
class Packed(keras.layers.Layer):
    """Neighbours of a batch side by side, as one longer example.

    Where the last pack is not full, examples from the beginning fill it up.

    Args:
        size: Examples of a pack, >= 1.

    Reference:
        Lin, Khetan, Fanti, Oh 2018 (arXiv 1712.04086), section 3.
    """

    compares_examples = True
    """What it says of an example depends on the others of its batch."""

    def __init__(self, size: int, **options) -> None:
        super().__init__(**options)
        self.size = size

    def call(self, examples):
        """[ceil(n / size), size * d] for [n, d]."""
        count, width = ops.shape(examples)[0], examples.shape[1]
        packs = (count + self.size - 1) // self.size
        places = ops.arange(packs * self.size) % count
        return ops.reshape(ops.take(examples, places, axis=0), (packs, self.size * width))

    def compute_output_shape(self, input_shape) -> tuple[int | None, ...]:
        """As many values as a pack has."""
        return None, self.size * input_shape[1]

    def get_config(self) -> dict:
        """What it is made with."""
        return super().get_config() | {"size": self.size}


@keras.saving.register_keras_serializable(package="packing")
class Unpacked(keras.layers.Layer):
    """For each example what was said of its pack.

    Args:
        size: As `Packed` has it.
    """

    compares_examples = True
    """What it says of an example depends on the others of its batch."""

    def __init__(self, size: int, **options) -> None:
        super().__init__(**options)
        self.size = size

    def call(self, said, examples):
        """[n, u] for [packs, u] and the examples [n, d] that were packed."""
        count = ops.shape(examples)[0]
        return ops.repeat(said, self.size, axis=0)[:count]

    def compute_output_shape(self, said_shape, examples_shape) -> tuple[int | None, ...]:
        """As many as there are examples."""
        return examples_shape[0], said_shape[1]

    def get_config(self) -> dict:
        """What it is made with."""
        return super().get_config() | {"size": self.size}
