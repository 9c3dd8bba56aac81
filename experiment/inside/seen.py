"""What the instruments of a training saw, for the views that draw it."""

import numpy as np

from experiment.inside.looking import Looking, NothingToSee
from gan.instruments import load_instruments

Seen = dict[str, np.ndarray]


def seen_by_instruments(looking: Looking) -> Seen:
    """The arrays that the class's training has left (`gan.instruments.load_instruments`).

    Raises:
        NothingToSee: It has left none.
    """
    found = load_instruments(looking.directory)
    if found is None:
        raise NothingToSee("The networks were not looked into while they were trained.")
    return found


def by_layer(found: Seen, quantity: str, layers: str, network: str) -> dict[str, np.ndarray]:
    """Name of each layer of a network -> a quantity over the looks.

    Args:
        found: As from `seen_by_instruments`.
        quantity: Which one, an array [p, layers, ...].
        layers: The array that has the layers' names.
        network: `generator` or `discriminator`.
    """
    return {
        str(name).removeprefix(f"{network} "): found[quantity][:, place]
        for place, name in enumerate(found[layers])
        if str(name).startswith(network)
    }
