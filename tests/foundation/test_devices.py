"""Threads and GPUs, with a stand-in for TensorFlow's configuration."""

import pytest
import tensorflow as tf

from foundation.devices import start_tensorflow


@pytest.fixture
def settled(monkeypatch):
    """What is set, by name; nothing reaches TensorFlow itself."""
    found = {}
    for name in ("set_intra_op_parallelism_threads", "set_inter_op_parallelism_threads"):
        monkeypatch.setattr(tf.config.threading, name, lambda n, name=name: found.update({name: n}))
    monkeypatch.setattr(
        tf.config.experimental, "set_memory_growth", lambda gpu, on: found.update({gpu: on})
    )
    monkeypatch.setattr(
        tf.config, "list_physical_devices", lambda kind=None: [] if kind is None else ["G0", "G1"]
    )
    return found


def test_threads_and_the_memory_of_every_gpu_are_settled(settled):
    assert start_tensorflow(3)
    assert settled == {
        "set_intra_op_parallelism_threads": 3,
        "set_inter_op_parallelism_threads": 1,
        "G0": True,
        "G1": True,
    }


def test_what_has_started_stays_as_it_is():
    tf.zeros(1) + 1  # the first operation at the latest fixes the threads
    assert start_tensorflow(1)
    assert not start_tensorflow(2)
    assert start_tensorflow(1)
    assert tf.config.threading.get_intra_op_parallelism_threads() == 1
