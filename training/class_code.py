"""The code of one class: it makes of a network that is told the class the class's own."""

import keras


@keras.saving.register_keras_serializable(package="class_code")
class ClassCode(keras.layers.Layer):
    """A row with a single 1 for every example of a batch, whatever the example is.

    Args:
        index: Of the class, 0 to classes - 1.
        classes: How many there are.
    """

    def __init__(self, index: int, classes: int, **options) -> None:
        super().__init__(**options)
        self.index = index
        self.classes = classes

    def call(self, examples):
        """float32 [n, classes] for examples [n, ...]."""
        count = keras.ops.shape(examples)[0]
        return keras.ops.one_hot(keras.ops.full((count,), self.index, "int32"), self.classes)

    def compute_output_shape(self, input_shape) -> tuple[int | None, int]:
        """The shape of the codes."""
        return (input_shape[0], self.classes)

    def get_config(self) -> dict:
        """What it is made with."""
        return super().get_config() | {"index": self.index, "classes": self.classes}
