import keras
import numpy as np
import pytest
import tensorflow as tf

from gan.penalties import Penalty, one_centred, squared_slopes, zero_centred
from tests import references
from training.packing import Packed, Unpacked

SEED = tf.constant((3, 4))


def smooth_discriminator():
    """Smooth, so that central differences are exact enough; no part of it is linear."""
    keras.utils.set_random_seed(3)
    images = keras.Input((4, 4, 2))
    x = keras.layers.Conv2D(3, 3, 2, padding="same", activation="tanh")(images)
    return keras.Model(images, keras.layers.Dense(1)(keras.layers.Flatten()(x)))


def test_of_a_linear_discriminator_is_half_the_squared_weight():
    model = keras.Sequential(
        [keras.Input((2, 2, 1)), keras.layers.Flatten(), keras.layers.Dense(1)]
    )
    model.set_weights([np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([5.0])])
    images = tf.random.stateless_normal((7, 2, 2, 1), (0, 1))
    assert float(zero_centred(model, images)) == pytest.approx(0.5 * (1 + 4 + 9 + 16))


def test_equals_central_differences_image_by_image():
    model = smooth_discriminator()
    images = np.random.default_rng(0).uniform(-1, 1, (3, 4, 4, 2)).astype(np.float32)
    norms = []
    for image in images:
        slope = references.numeric_gradient(lambda x: float(model(x[None])[0, 0]), image, 1e-2)
        norms.append((slope**2).sum())
    assert float(zero_centred(model, tf.constant(images))) == pytest.approx(
        0.5 * np.mean(norms), rel=1e-3
    )


def test_reaches_every_convolution_weight():
    """The second-order gradient exists and is not zero; the last bias alone has no part in it."""
    model = smooth_discriminator()
    images = tf.random.stateless_normal((3, 4, 4, 2), (0, 1))
    with tf.GradientTape() as tape:
        penalty = zero_centred(model, images)
    gradients = tape.gradient(penalty, model.trainable_variables)
    assert [gradient is not None for gradient in gradients] == [True, True, True, False]
    assert all(np.abs(gradient.numpy()).max() > 1e-4 for gradient in gradients[:3])


def test_a_table_of_numbers_has_a_slope_too():
    """Nothing is said about how many axes an example has."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[1.0], [2.0], [-2.0]]), np.array([5.0])])
    assert float(zero_centred(model, tf.zeros((4, 3)))) == pytest.approx(0.5 * (1 + 4 + 4))


def packed_critic():
    """Smooth in packs of two rows of three numbers each."""
    keras.utils.set_random_seed(4)
    rows = keras.Input((3,))
    x = keras.layers.Dense(5, activation="tanh")(Packed(2)(rows))
    return keras.Model(rows, Unpacked(2)(keras.layers.Dense(1)(x), rows))


def slopes_of_packs(model, rows):
    """Squared norm of the slope at each pack of two, by differences."""
    packs = np.reshape(rows, (-1, 2, 3)).astype(np.float32)
    say = lambda pack: float(model(pack.astype(np.float32))[0, 0])  # noqa: E731
    return [(references.numeric_gradient(say, pack, 1e-2) ** 2).sum() for pack in packs]


def test_the_slope_of_a_pack_is_that_of_one_longer_example():
    model = packed_critic()
    rows = np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)
    expected = slopes_of_packs(model, rows)
    assert squared_slopes(model, tf.constant(rows), 2).numpy() == pytest.approx(expected, rel=1e-2)
    found = float(zero_centred(model, tf.constant(rows), 2))
    assert found == pytest.approx(0.5 * np.mean(expected), rel=1e-2)


def test_a_pack_is_mixed_by_one_share():
    model = packed_critic()
    real, fake = np.random.default_rng(1).normal(size=(2, 6, 3)).astype(np.float32)
    folded = tf.random.experimental.stateless_fold_in(SEED, 6)
    shares = tf.random.stateless_uniform((3, 1), folded).numpy()
    each = np.array([shares[row // 2] for row in range(6)])
    norms = np.sqrt(slopes_of_packs(model, each * real + (1 - each) * fake))
    found = float(one_centred(model, tf.constant(real), tf.constant(fake), SEED, 2))
    assert found == pytest.approx(np.mean((norms - 1) ** 2), rel=1e-2)


def test_one_centred_of_a_linear_critic_is_how_far_its_slope_is_from_1():
    """Whatever it is mixed of: the slope is the same everywhere."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[1.0], [2.0], [-2.0]]), np.array([5.0])])
    real, fake = tf.random.stateless_normal((2, 4, 3), (0, 1))
    assert float(one_centred(model, real, fake, SEED)) == pytest.approx((3 - 1) ** 2)


def test_one_centred_looks_between_every_real_example_and_its_fake_one():
    model, seen = smooth_discriminator(), []

    def critic(examples, training):
        seen.append(examples)
        return model(examples, training=training)

    real, fake = np.random.default_rng(0).uniform(-1, 1, (2, 5, 4, 4, 2)).astype(np.float32)
    found = float(one_centred(critic, tf.constant(real), tf.constant(fake), SEED))
    (mixed,) = [examples.numpy() for examples in seen]
    shares = ((mixed - fake) / (real - fake)).reshape(5, -1)
    assert np.ptp(shares, axis=1) == pytest.approx(0, abs=1e-3) and np.ptp(shares[:, 0]) > 0.1
    assert shares.min() > -1e-3 and shares.max() < 1 + 1e-3
    norms = []
    for image in mixed:
        slope = references.numeric_gradient(lambda x: float(model(x[None])[0, 0]), image, 1e-2)
        norms.append(np.sqrt((slope**2).sum()))
    assert found == pytest.approx(np.mean((np.array(norms) - 1) ** 2), rel=1e-3)


def test_one_centred_of_a_flat_critic_has_finite_gradients():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    with tf.GradientTape() as tape:
        penalty = one_centred(model, tf.ones((2, 3)), tf.zeros((2, 3)), SEED)
    kernel = tape.gradient(penalty, model.trainable_variables)[0]
    assert float(penalty) == pytest.approx(1.0, abs=1e-5) and np.isfinite(kernel.numpy()).all()


def test_a_penalty_is_lazy():
    """Every 4th update, four times as heavy."""
    model, images = smooth_discriminator(), tf.random.stateless_normal((2, 4, 4, 2), (0, 1))

    def heights(interval):
        penalty = Penalty(
            lambda critic, real, fake, seed: zero_centred(critic, real), 0.5, interval
        )
        return [float(penalty(model, images, images, tf.constant((5, n)))) for n in range(9)]

    due = heights(4)[0]
    assert due > 0 and heights(4) == [due, 0, 0, 0, due, 0, 0, 0, due]
    assert due == pytest.approx(4 * heights(1)[3], rel=1e-5)
