"""Neighbours among records that come in blocks are those among all of them."""

import numpy as np
import pytest

from metrics.nearest import nearest, nearest_in_blocks

RNG = np.random.default_rng(0)
RECORDS, EXAMPLES = RNG.normal(size=(50, 4)), RNG.normal(size=(7, 4))


@pytest.mark.parametrize("size", [1, 7, 49, 50, 60])
@pytest.mark.parametrize("count", [1, 3])
def test_blocks_change_nothing(size, count):
    blocks = (RECORDS[start : start + size] for start in range(0, 50, size))
    found, whole = nearest_in_blocks(EXAMPLES, blocks, count), nearest(EXAMPLES, RECORDS, count)
    assert found.rows.tolist() == whole.rows.tolist()
    assert found.distances == pytest.approx(whole.distances)
    assert nearest_in_blocks(RECORDS[3:4], [RECORDS[:2], RECORDS[2:]]).distances[0, 0] == 0


def test_of_fewer_records_than_asked_for_all_are_found():
    found = nearest_in_blocks(EXAMPLES, [RECORDS[:1], RECORDS[1:2]], 5)
    assert sorted(found.rows[0].tolist()) == [0, 1]
