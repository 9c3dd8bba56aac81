"""Which places of an image speak for what a network says of it: Grad-CAM."""

from collections.abc import Callable

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from keras import layers

Heat = npt.NDArray[np.float32]
_CONVOLUTIONS = (
    *(layers.Conv2D, layers.Conv2DTranspose),
    *(layers.SeparableConv2D, layers.DepthwiseConv2D),
)


def heat_reader(network: keras.Model) -> Callable[[np.ndarray, npt.ArrayLike, float], Heat] | None:
    """A function that tells which places speak for one of a network's scores.

    The heat of a place is what the last convolution's filters say there, each filter weighted by
    the mean slope of the score in it, where that is positive. Of a classifier the score is that of
    a class before the softmax.

    Args:
        network: From float32 [n, h, w, c] to scores, or by a softmax to probabilities, [n, k]. What
            it says of an image must not depend on the others beside it.

    Returns:
        A function of images as the network takes them [n, h, w, c], which of its k outputs each is
        asked about (int [n]), and 1 for what speaks for that or -1 for what speaks against it. It
        returns float32 [n, h', w'], at least 0, of the last convolution's places. None: the network
        has no convolution with more than one place, or is no graph of layers.

    Reference:
        Selvaraju et al., "Grad-CAM", 2017, section 3, equations 1 and 2; with -1 its counterfactual
        explanations.
    """
    if not hasattr(network, "outputs"):
        return None
    fed, inner = _opened(network)
    convolution = _last_convolution(inner)
    if convolution is None:
        return None
    end = _end(inner)
    has_softmax = isinstance(end, layers.Dense) and end.activation is keras.activations.softmax
    scored = end.input if has_softmax else inner.outputs[0]
    reader = keras.Model(inner.inputs, [convolution.output, scored])

    def read(images: np.ndarray, units: npt.ArrayLike, sign: float = 1.0) -> Heat:
        asked = tf.constant(np.asarray(units, np.int32))
        with tf.GradientTape() as tape:
            maps, scores = reader(fed(tf.constant(images, tf.float32)), training=False)
            if has_softmax:
                scores = tf.matmul(scores, end.kernel) + end.bias
            score = tf.reduce_sum(tf.gather(scores, asked, batch_dims=1))
        weights = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2), keepdims=True)
        heat: Heat = tf.nn.relu(sign * tf.reduce_sum(weights * maps, axis=-1)).numpy()
        return heat

    return read


def _end(network: keras.Model) -> layers.Layer:
    """What gives a network's output."""
    return network.outputs[0]._keras_history.operation


def _opened(network: keras.Model) -> tuple[Callable, keras.Model]:
    """The innermost model that a network ends with, and what feeds it."""
    end = _end(network)
    if not isinstance(end, keras.Model) or not hasattr(end, "outputs"):
        return (lambda images: images), network
    call = end._inbound_nodes[network.outputs[0]._keras_history.node_index]
    feed = keras.Model(network.inputs, list(call.input_tensors))
    fed, inner = _opened(end)
    return (lambda images: fed(feed(images, training=False))), inner


def _last_convolution(network: keras.Model) -> layers.Layer | None:
    """None where there is none that is called once and has more than one place."""
    found = [
        layer
        for layer in network.layers
        if isinstance(layer, _CONVOLUTIONS)
        and len(layer._inbound_nodes) == 1
        and max(layer.output.shape[1:3]) > 1
    ]
    return found[-1] if found else None
