"""What may be tried against a symptom in a training as it was set; needs no TensorFlow."""

import re
from dataclasses import replace

from foundation.errors import UserError
from gan.catalog import NETWORK_SWITCHES
from gan.checks import check_config, no_place
from gan.doctor.catalog import SYMPTOMS
from gan.options import GanConfig
from gan.own_family import find_family
from gan.remedies.catalog import REMEDIES

_OPTION = re.compile(r"--gan\.([a-z0-9-]+)(?: ([a-z_]+))?")


def advice_for(symptom: str, config: GanConfig) -> str:
    """A sentence without what the training's loss, schedule or networks would refuse.

    Args:
        symptom: Of a row in `SYMPTOMS`.
        config: How the training was set.
    """
    fitting = [each for each in SYMPTOMS[symptom].advice if _fits(each, config)]
    text = "; ".join(fitting) or "another loss or family (--gan.loss, --gan)"
    return f"{text[0].upper()}{text[1:]}."


def _fits(advice: str, config: GanConfig) -> bool:
    for option, value in _OPTION.findall(advice):
        name = option.replace("-", "_")
        if name == "loss":
            if not _takes_loss(config, value):
                return False
            config = replace(config, loss=value)  # what stands beside it is for that one
        elif not _takes(config, name):
            return False
    return True


def _takes_loss(config: GanConfig, loss: str) -> bool:
    if loss == config.loss:
        return False  # no advice: it is there
    try:
        check_config(replace(config, loss=loss))
    except UserError:
        return False
    return True


def _takes(config: GanConfig, option: str) -> bool:
    """Whether an option may be set: a remedy that has its place, or what networks are made for."""
    if option in NETWORK_SWITCHES:
        family = find_family(config.networks)
        return family is not None and option in family.heeds
    rows = [row for row in REMEDIES.values() if row.option == option]
    return not any(no_place(config, row) for row in rows)
