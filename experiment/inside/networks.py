"""The layers of generator, discriminator and judge."""

from collections.abc import Iterator
from pathlib import Path

from experiment.inside.looking import Looking, NothingToSee
from gan.own_family import know_own_layers
from plots.network_diagram import network_svg
from training.network_boxes import network_boxes
from training.saved_models import load_model


def draw(looking: Looking) -> dict[str, bytes]:
    """`generator.svg` and `discriminator.svg`, `classifier.svg` where there is a judge."""
    know_own_layers(looking.run.config.gan.networks)
    drawn = {}
    for name in ("generator", "discriminator"):
        path = next(_kept(looking, name), None)
        if path is not None:
            drawn[f"{name}.svg"] = _diagram(load_model(path), name.capitalize())
    if looking.has_judge:
        drawn["classifier.svg"] = _diagram(looking.judge, "Classifier")
    if not drawn:
        raise NothingToSee("No network was kept in this run.")
    return drawn


def _kept(looking: Looking, name: str) -> Iterator[Path]:
    """Files of the one pair of all classes, else of the classes' own, which are all alike."""
    run = looking.run
    units = [run.run_directory.shared_gan_unit()] if run.config.gan.conditional else []
    units += [run.run_directory.gan_unit(each) for each in run.data.class_names]
    paths = [unit.directory / f"{name}.keras" for unit in units if unit.record() is not None]
    return (path for path in paths if path.is_file())


def _diagram(model, title: str) -> bytes:
    return network_svg(network_boxes(model), title).encode()
