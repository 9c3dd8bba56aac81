"""What one classifier is trained on, and which rows its batches have."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from foundation.seeds import derive_seed
from training.batches import shuffled_epochs

BatchTransform = Callable[[tf.Tensor], tf.Tensor]
BatchBlend = Callable[[tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]
"""From examples, float32 [b, *kind.shape], and labels, one-hot float32 [b, k], to the same blended;
the labels of a row then add up to 1."""


@dataclass(frozen=True)
class Part:
    """Neighbouring examples of a training set that have a share of every batch."""

    count: int
    share: float
    """Of the rows of a batch; the shares of all parts add up to 1."""
    transform: BatchTransform | None


@dataclass(frozen=True)
class TrainingSet:
    """What one classifier is trained on."""

    examples: np.ndarray
    """[n, *kind.shape], the stored form."""
    labels: np.ndarray
    """int64 [n]."""
    transform: BatchTransform | None = None
    """Applied to every batch, of a mixture to all parts of it; None: the examples as they are."""
    random_states: Sequence[keras.Variable] = ()
    """What the draws of transformations and blends depend on, beside their seeds."""
    parts: Sequence[Part] = ()
    """Of a mixture, in the order of the examples; empty: it is one part."""
    blend: BatchBlend | None = None
    """Done to every batch after its transformation; None: every example has its own label."""

    def batches(self, batch_size: int, seed: int) -> Iterator[npt.NDArray[np.int32]]:
        """Endless rows of batches, int32 [batch_size]; each part goes through its own epochs."""
        if not self.parts:
            return shuffled_epochs(len(self.examples), batch_size, seed)
        sizes = self._rows_of_parts(batch_size)
        starts = accumulate([part.count for part in self.parts], initial=0)
        streams = [
            (start, shuffled_epochs(part.count, size, derive_seed(seed, "part", index)))
            for index, (part, size, start) in enumerate(zip(self.parts, sizes, starts))
            if size
        ]
        return _side_by_side(streams)

    def transformed(self, batch: tf.Tensor) -> tf.Tensor:
        """A batch of such rows as the classifier gets to see it.

        Args:
            batch: float32 [b, *kind.shape]; of a mixture b is known when the function is traced.
        """
        if self.parts:
            batch = self._transformed_parts(batch)
        return self.transform(batch) if self.transform else batch

    def _transformed_parts(self, batch: tf.Tensor) -> tf.Tensor:
        sizes = self._rows_of_parts(batch.shape[0])
        pieces = [
            part.transform(piece) if part.transform else piece
            for part, piece in zip(self.parts, tf.split(batch, sizes))
        ]
        return tf.concat(pieces, axis=0)

    def _rows_of_parts(self, batch_size: int) -> list[int]:
        """So many rows of each part in a batch: its share, rounded so that they add up."""
        ends = [round(batch_size * share) for share in accumulate(p.share for p in self.parts)]
        return [end - start for start, end in zip([0, *ends], ends)]


def _side_by_side(
    streams: Sequence[tuple[int, Iterator[np.ndarray]]],
) -> Iterator[npt.NDArray[np.int32]]:
    while True:
        yield np.concatenate([start + next(rows) for start, rows in streams]).astype(np.int32)


def mixed(sets: Sequence[TrainingSet], shares: Sequence[float]) -> TrainingSet:
    """One training set whose batches have a share of each of several.

    Args:
        sets: Of one kind of data; none a mixture itself, none blended.
        shares: Of the rows of a batch, adding up to 1.
    """
    return TrainingSet(
        np.concatenate([part.examples for part in sets]),
        np.concatenate([part.labels for part in sets]),
        random_states=[state for part in sets for state in part.random_states],
        parts=[
            Part(len(part.examples), share, part.transform) for part, share in zip(sets, shares)
        ],
    )
