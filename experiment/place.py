"""Where a run's directory is."""

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from experiment.command_line import RunArguments
from foundation.errors import UserError
from gan.own_family import own_family
from plan.config import ExperimentConfig
from plan.graph import Plan
from plan.presets import preset_config

# As `plan.presets.preset_config`, with the size of the classes and the kind of data given.
Usual = Callable[..., ExperimentConfig]


def run_path(
    config: ExperimentConfig,
    dataset: str,
    output: Path,
    label: str | None = None,
    *,
    usual: Usual = preset_config,
    says_family_twice: bool = False,
) -> Path:
    """The directory of a run: `<output>/<dataset>/<preset>-seed<seed>[-suffix]`.

    The suffix names what else tells runs of one preset apart that are often wanted side by side,
    and ends in the label; other settings that differ are refused by `Plan.check`.

    Args:
        config: The settings.
        dataset: The name of the data set.
        output: Where all runs are.
        label: What else is to be in the name.
        usual: What the preset has for this data.
        says_family_twice: As once was done, where the label says the family of GANs, too.
    """
    parts = [f"{config.preset}-seed{config.seed}"]
    if config.split_seed:
        parts.append(f"split{config.split_seed}")
    if config.classes:
        names = "+".join(config.classes)
        plain = len(names) <= 40 and all(c.isalnum() or c in "+_-" for c in names)
        parts.append(f"classes-{names if plain else _short_hash(names)}")
    if config.pool_classes:
        parts.append("pooled")
    of_gan = _names_of_gan(config, usual)
    parts += of_gan if says_family_twice else [n for n in of_gan if not _is_said(n, label)]
    if config.samples_per_class is not None:
        parts.append(f"n{config.samples_per_class}")
    if config.subset_seed is not None:
        parts.append(f"subset{config.subset_seed}")
    if label:
        parts.append(label)
    return output / dataset / "-".join(parts)


def _names_of_gan(config: ExperimentConfig, usual: Usual) -> list[str]:
    """What sets the GANs apart from the preset's."""
    networks, parts = config.gan.networks, []
    if networks != usual(config.preset).gan.networks:
        own = own_family(networks)
        parts.append(networks if own is None else own.plain_name)
    of_family = usual(config.preset, networks=networks).gan
    for name in ("loss", "schedule"):
        if getattr(config.gan, name) != getattr(of_family, name):
            parts.append(getattr(config.gan, name))
    if config.gan.conditional != of_family.conditional:
        parts.append("conditional" if config.gan.conditional else "each")
    return parts


def _is_said(family: str, label: str | None) -> bool:
    """Whether a label, such as `gan-cgan-width-8`, says the family of GANs."""
    return re.search(rf"(^|-)(gan|networks)-{re.escape(family)}(-|$)", label or "") is not None


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def choose_root(
    config: ExperimentConfig,
    dataset: str,
    arguments: RunArguments,
    plan_in: Callable[[Path], Plan],
    usual: Usual = preset_config,
) -> Path:
    """The run's directory; an earlier one where it stands under another name.

    Earlier names are that of classes in the order of the words, which was once kept, that which
    says the family of GANs beside a label that does, and that without the label where the run in
    it has the same settings.

    Args:
        config: The settings, classes in order.
        dataset: The name of the data set.
        arguments: As written.
        plan_in: The run's plan in a directory.
        usual: What the preset has for this data.
    """
    root = run_path(config, dataset, arguments.output, arguments.label, usual=usual)
    if root.exists():
        return root
    for earlier in _earlier(config, dataset, arguments, usual):
        if not (earlier / "run.json").is_file():
            continue
        if not arguments.label or _fits(plan_in(earlier)):
            return earlier
    return root


def _earlier(
    config: ExperimentConfig, dataset: str, arguments: RunArguments, usual: Usual
) -> Iterator[Path]:
    written = dataclasses.replace(config, classes=arguments.run.classes)
    for label in dict.fromkeys((arguments.label, None)):
        for each in (config, written):
            for twice in (False, True):
                yield run_path(
                    each, dataset, arguments.output, label, usual=usual, says_family_twice=twice
                )


def _fits(plan: Plan) -> bool:
    """Whether what is finished in a directory was made with these settings, and something is."""
    try:
        plan.check()
    except UserError:
        return False
    return plan.split().is_done()
