from itertools import islice

import numpy as np
import pytest

from training.batches import shuffled_epochs, with_replacement


@pytest.mark.parametrize("count, batch_size", [(10, 5), (10, 3), (7, 7), (3, 8), (1, 4), (100, 1)])
def test_every_epoch_shows_every_image_once(count, batch_size):
    epochs = 4
    stream = np.concatenate(
        list(islice(shuffled_epochs(count, batch_size, 0), -(-epochs * count // batch_size)))
    )
    for epoch in range(epochs):
        part = stream[epoch * count : (epoch + 1) * count]
        assert sorted(part.tolist()) == list(range(count))


@pytest.mark.parametrize("draw", [shuffled_epochs, with_replacement])
@pytest.mark.parametrize("count, batch_size", [(10, 3), (3, 8)])
def test_batches_are_int32_of_one_size_and_in_range(draw, count, batch_size):
    for batch in islice(draw(count, batch_size, 5), 20):
        assert batch.dtype == np.int32 and batch.shape == (batch_size,)
        assert batch.min() >= 0 and batch.max() < count


@pytest.mark.parametrize("draw", [shuffled_epochs, with_replacement])
def test_order_belongs_to_the_seed(draw):
    first, again, other = (np.stack(list(islice(draw(50, 10, seed), 10))) for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    assert not np.array_equal(first[:5], first[5:])  # another order in every epoch


def test_replacement_repeats_images_within_a_batch():
    """Of 64 drawn from 64, about 64 / e are missing."""
    batches = islice(with_replacement(64, 64, 0), 200)
    missing = np.mean([64 - len(set(batch.tolist())) for batch in batches])
    assert missing == pytest.approx(64 / np.e, rel=0.05)
