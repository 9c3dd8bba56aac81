"""A look into both networks of a pair at one moment of their training, which changes nothing.

Everything is computed in inference mode on fixed examples: neither moving statistics, directions of
spectral norms, random states nor optimizers move.
"""

from dataclasses import dataclass

import keras
import tensorflow as tf
from keras import layers

from gan.alone import is_plain_model
from gan.recipe import CRITIC, GENERATOR, Recipe

BINS = 32
REACH = 4.0
"""Histograms count asinh(value * scale) in so many bins from -REACH to REACH; what lies farther out
counts in the outermost ones."""
WEIGHT_SCALE = 20.0
_STILL = 1e-3
_ACTIVATIONS = (layers.Activation, layers.LeakyReLU, layers.ReLU, layers.ELU, layers.PReLU)

Look = dict[str, tf.Tensor]


@dataclass(frozen=True)
class Watched:
    """What is looked at in one network."""

    name: str
    model: keras.Model
    with_weights: tuple[keras.Layer, ...]
    """Layers whose weights and gradients are."""
    outputs: tuple[keras.Layer, ...]
    """Layers whose outputs are; none in a network that is no graph of layers."""

    @classmethod
    def of(cls, name: str, model: keras.Model) -> "Watched":
        """Layers with kernels, and those whose outputs have gone through an activation."""
        with_weights = [x for x in model.layers if any(len(w.shape) > 1 for w in _weights(x))]
        parts = getattr(model, "operations", model.layers) if is_plain_model(model) else ()
        own = set(map(id, parts))
        outputs = [x for x in model.layers if id(x) in own and _is_active(x) and _is_used_once(x)]
        return cls(name, model, tuple(with_weights), tuple(outputs))

    @property
    def weight_names(self) -> list[str]:
        """Place and kind of each layer in `with_weights`, such as `discriminator 03 Conv2D`."""
        return [self._name(layer) for layer in self.with_weights]

    @property
    def output_names(self) -> list[str]:
        """Likewise of `outputs`."""
        return [self._name(layer) for layer in self.outputs]

    def _name(self, layer: keras.Layer) -> str:
        # Keras numbers layers by what else was built in the process; the place is the network's.
        return f"{self.name} {self.model.layers.index(layer):02d} {type(layer).__name__}"

    def whole(self) -> keras.Model:
        """The network with the outputs that are looked at before its own."""
        if not self.outputs:
            return self.model
        outputs = [_first(layer.output) for layer in self.outputs]
        return keras.Model(self.model.inputs, [*outputs, self.model.output])


def _weights(layer: keras.Layer) -> list:
    return [weight.value for weight in layer.trainable_variables]


def _is_active(layer: keras.Layer) -> bool:
    activation = getattr(layer, "activation", None)
    plain = activation is None or activation is keras.activations.linear
    return isinstance(layer, _ACTIVATIONS) or not plain


def _is_used_once(layer: keras.Layer) -> bool:
    # The output of a layer that two networks share may be that of the other one.
    return len(layer._inbound_nodes) == 1


def _first(output):
    return output[0] if isinstance(output, (list, tuple)) else output


class Probe:
    """Looks at a plain pair.

    Args:
        recipe: Its networks and its loss.
        averaged: The moving average of its generator.
    """

    def __init__(self, recipe: Recipe, averaged: keras.Model) -> None:
        self._recipe = recipe
        self.networks = (
            Watched.of(GENERATOR, recipe.generator),
            Watched.of(CRITIC, recipe.critic),
        )
        self._generator, self._critic = (network.whole() for network in self.networks)
        self.look = tf.function(self._look, reduce_retracing=True)
        self.draw = tf.function(lambda latents: averaged(latents, training=False))
        """From latents to what the average draws."""

    def _look(self, real: tf.Tensor, labels: tf.Tensor, latents: tf.Tensor) -> Look:
        """Logits, and of every watched layer norms, statistics and histograms.

        Args:
            real: float32 [n, *shape], encoded.
            labels: int32 [n], their classes; without meaning where the pair is not conditional.
            latents: float32 [n, latent_dim], with the codes of the labels where it is.

        Returns:
            `real_logits`, `fake_logits`: float32 [n]; of layers with weights, generator first:
            `gradient_norm`, `weight_norm` [l] and `weight_histogram` [l, bins] (shares); of
            outputs: `activation_mean`, `activation_deviation`, `still_share` [m] and
            `activation_histogram` [m, bins].
        """
        codes = [self._recipe.codes(labels)] if self._recipe.classes else []
        with tf.GradientTape(persistent=True) as tape:
            *drawn, fake = _outputs(self._generator, latents)
            *_, real_logits = _outputs(self._critic, real, *codes)
            *seen, fake_logits = _outputs(self._critic, fake, *codes)
            objective = self._recipe.objective
            losses = [
                objective.generator(real_logits, fake_logits),
                objective.critic(real_logits, fake_logits),
            ]
        gradients = [
            _norm([g for g in tape.gradient(loss, _weights(layer)) if g is not None])
            for loss, network in zip(losses, self.networks)
            for layer in network.with_weights
        ]
        weights = [_weights(layer) for network in self.networks for layer in network.with_weights]
        kernels = [tf.concat([tf.reshape(w, [-1]) for w in each], axis=0) for each in weights]
        return {
            "real_logits": real_logits[:, 0],
            "fake_logits": fake_logits[:, 0],
            "gradient_norm": tf.stack(gradients),
            "weight_norm": tf.stack(list(map(_norm, weights))),
            "weight_histogram": tf.stack([histogram(k * WEIGHT_SCALE) for k in kernels]),
            **_of_outputs([*drawn, *seen]),
        }


def _outputs(model: keras.Model, *inputs: tf.Tensor) -> list[tf.Tensor]:
    # A model of one input takes it without a list, and gives a single output likewise.
    return tf.nest.flatten(model(inputs[0] if len(inputs) == 1 else list(inputs), training=False))


def _of_outputs(outputs: list[tf.Tensor]) -> Look:
    values = [tf.cast(output, tf.float32) for output in outputs]
    if not values:
        nothing = tf.zeros((0,))
        empty = dict.fromkeys(("activation_mean", "activation_deviation", "still_share"), nothing)
        return empty | {"activation_histogram": tf.zeros((0, BINS))}
    return {
        "activation_mean": tf.stack([tf.reduce_mean(value) for value in values]),
        "activation_deviation": tf.stack([tf.math.reduce_std(value) for value in values]),
        "still_share": tf.stack(list(map(still_share, values))),
        "activation_histogram": tf.stack(list(map(histogram, values))),
    }


def still_share(values: tf.Tensor) -> tf.Tensor:
    """The part of a layer's units that say the same of every example at every place.

    Args:
        values: float32 [n, ..., units].

    Returns:
        A scalar in 0..1. A unit is still where its deviation is below a thousandth of the root of
        the units' mean variance.
    """
    variances = tf.math.reduce_variance(values, axis=list(range(len(values.shape) - 1)))
    typical = tf.reduce_mean(variances)
    return tf.reduce_mean(tf.cast(variances <= _STILL**2 * typical, tf.float32))


def histogram(values: tf.Tensor) -> tf.Tensor:
    """Shares of asinh(values) in `BINS` equal bins from -REACH to REACH; float32 [bins]."""
    flat = tf.asinh(tf.reshape(values, [-1]))
    counts = tf.histogram_fixed_width(flat, [-REACH, REACH], BINS)
    return tf.cast(counts, tf.float32) / tf.cast(tf.size(flat), tf.float32)


def _norm(tensors: list) -> tf.Tensor:
    # Of none, as where a loss does not reach a layer.
    return tf.linalg.global_norm(tensors) if tensors else tf.constant(0.0)
