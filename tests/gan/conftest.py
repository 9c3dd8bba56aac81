import keras
import pytest

from gan.networks import NETWORKS


def tiny_pair(image_shape, config):
    """Dense networks with batch normalisation and dropout: compiled in a second."""
    height, width, channels = image_shape
    latents = keras.Input((config.latent_dim,))
    x = keras.layers.Dense(8)(latents)
    x = keras.layers.BatchNormalization(momentum=0.8)(x)
    x = keras.layers.LeakyReLU(0.2)(x)
    x = keras.layers.Dense(height * width * channels, activation="tanh")(x)
    generator = keras.Model(latents, keras.layers.Reshape(image_shape)(x))
    images = keras.Input(image_shape)
    x = keras.layers.Dense(8)(keras.layers.Flatten()(images))
    x = keras.layers.Dropout(config.dropout)(keras.layers.LeakyReLU(0.2)(x))
    return generator, keras.Model(images, keras.layers.Dense(1)(x))


@pytest.fixture(scope="module")
def tiny_networks():
    """A further row of the table of networks, for as long as a module's tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(NETWORKS, "tiny", tiny_pair)
        yield "tiny"
