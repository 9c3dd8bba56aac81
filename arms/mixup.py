"""Batches whose examples, and labels alike, are blended in pairs.

Reference: Zhang, Cisse, Dauphin, Lopez-Paz 2018 (arXiv 1710.09412), section 2.
"""

from dataclasses import replace

import keras
import tensorflow as tf

from arms.sources import ArmSources
from foundation.seeds import derive_seed
from training.training_set import TrainingSet

# Of the Beta distribution of the weights: the paper's for ImageNet (section 3.1: 0.1 to 0.4 do
# better than none; 0.2 is what its experiments use). Small: most blends are nearly one example.
ALPHA = 0.2


def treat(training: TrainingSet, sources: ArmSources, seed: int) -> TrainingSet:
    """Batches in which every example is blended with another one of its batch.

    `keras.layers.MixUp` draws a weight for every pair; the paper's code drew one for each batch.
    """
    layer = keras.layers.MixUp(alpha=ALPHA, seed=derive_seed(seed, "mixup"))

    def blend(examples: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        blended = layer({"images": examples, "labels": labels}, training=True)
        return blended["images"], blended["labels"]

    states = [*training.random_states, layer.generator.state]
    return replace(training, blend=blend, random_states=states)
