"""Real images beside those that were drawn, by GANs and by controls, a sheet for each."""

from dataclasses import dataclass

import numpy as np

from arms.catalog import INGREDIENTS
from arms.drawn import load_examples
from foundation.checks import to_dict
from gan.snapshots import Snapshots
from plots.gif import mosaic_gif
from plots.sample_grid import plot_samples
from plots.style import figure_to_png
from plots.thumbnail import COLUMNS, ROWS, thumbnail
from report.found import Found
from report.rendering import render
from report.section import Content, in_plots
from report.texts import about_ingredient, how_they_were_made

_COLUMNS = 8


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """Real images beside those of one drawn ingredient, and what is said of them."""

    name: str
    """Of the file in `plots/`."""
    picture: bytes
    drawn: str
    """What stands beside the real ones, for the caption."""
    text: str
    mosaic: bytes | None = None
    """GIF of all GANs learning side by side."""

    @property
    def files(self) -> dict[str, bytes | str]:
        """What it leaves in the run directory."""
        pictures = in_plots({self.name: self.picture})
        return pictures if self.mosaic is None else pictures | {"gan/progress.gif": self.mosaic}


def shown(found: Found) -> bool:
    return True


def build(found: Found) -> Content:
    there = found.run.plan.split().is_done()
    sheets = [_sheet(found, part) for part in INGREDIENTS if there and _has_sheet(found, part)]
    html = render(
        "sections/samples", title=found.title, sheets=sheets, examples=found.examples,
        unreal=found.run.data.kind.unreal,
    )  # fmt: skip
    files = {k: v for sheet in sheets for k, v in sheet.files.items()}
    return Content(html=html, files=files | (in_plots(_thumbnail(found)) if there else {}))


def _thumbnail(found: Found) -> dict[str, bytes]:
    """What GANs drew, class after class; real images of a class where there are none."""
    names = found.class_names[: COLUMNS * ROWS]
    drawn = {name: _drawn(found, "drawn", name) for name in names}
    of_class = {
        name: _real(found, name) if images is None else images for name, images in drawn.items()
    }
    rounds = [(number, name) for number in range(COLUMNS * ROWS) for name in names]
    images = [of_class[name][number] for number, name in rounds if number < len(of_class[name])]
    return {"thumbnail": thumbnail(np.stack(images[: COLUMNS * ROWS]))}


def _real(found: Found, class_name: str) -> np.ndarray:
    """Pictures of the first real examples of a class."""
    examples = found.run.class_examples(found.run.load_split(), class_name)
    return found.run.data.kind.pictured(examples[: COLUMNS * ROWS])


def _has_sheet(found: Found, ingredient: str) -> bool:
    """What GANs drew has one even where all of them failed: it says so."""
    row = INGREDIENTS[ingredient]
    tasks = [found.run.plan.drawing(ingredient, n) for n in found.class_names if row.is_drawn]
    return row.needs == "gans" or any(task.is_done() for task in tasks)


def _sheet(found: Found, ingredient: str) -> _Sheet:
    by_gans = INGREDIENTS[ingredient].needs == "gans"
    return (_sheet_of_gans if by_gans else _sheet_of_control)(found, ingredient)


def _sheet_of_gans(found: Found, ingredient: str) -> _Sheet:
    run = found.run
    text = how_they_were_made(to_dict(run.config), run.data.kind)
    return _Sheet(
        name="samples",
        picture=_draw(found, ingredient, "Synthetic (GAN)"),
        drawn=f"synthetic {found.examples}",
        text=text if _are_drawn(found, ingredient) else "",
        mosaic=_mosaic(found),
    )


def _are_drawn(found: Found, ingredient: str) -> bool:
    """Whether the images of all classes are there, but for those whose GAN has failed."""
    plan = found.run.plan
    if not plan.needs_gans:
        return False
    tasks = [plan.drawing(ingredient, name) for name in found.class_names]
    left = [task for task in tasks if not task.is_done()]
    return len(left) < len(tasks) and all(plan.is_hopeless(task.name) for task in left)


def _sheet_of_control(found: Found, ingredient: str) -> _Sheet:
    control, per_class = ingredient.capitalize(), found.run.config.synthetic_per_class
    return _Sheet(
        name=f"samples_{ingredient}",
        picture=_draw(found, ingredient, f"{control} (control)"),
        drawn=f"{found.examples} of the {control} control",
        text=about_ingredient(ingredient, per_class, found.run.data.kind.nouns),
    )


def _draw(found: Found, ingredient: str, made_by: str) -> bytes:
    samples = {
        name: (
            _real(found, name)[:_COLUMNS],
            _drawn(found, ingredient, name),
        )
        for name in found.class_names
    }
    return figure_to_png(plot_samples(samples, found.title, columns=_COLUMNS, made_by=made_by))


def _drawn(found: Found, ingredient: str, class_name: str) -> np.ndarray | None:
    """Pictures of the first examples of a class; None where its GAN has failed."""
    if not found.run.plan.drawing(ingredient, class_name).is_done():
        return None
    path = found.run.run_directory.drawn_file(ingredient, class_name)
    return found.run.data.kind.pictured(load_examples(path)[:_COLUMNS])


def _mosaic(found: Found) -> bytes | None:
    """A class whose training left no snapshot is in it, with the word "failed"."""
    snapshots: dict[str, tuple | None] = {}
    for name in found.class_names:
        task = found.run.plan.gan(name)
        if task.is_done():
            path = task.unit.directory / "snapshots.npz"
            shots = Snapshots.load(path) if path.is_file() else None
            pictures = shots.pictured(found.run.data.kind) if shots else None
            snapshots[name] = (shots.epochs.tolist(), pictures) if shots else None
    return mosaic_gif(snapshots, title=found.title) if any(snapshots.values()) else None
