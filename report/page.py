"""Everything a run has found, as one self-contained HTML page and as a table for the terminal."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import jinja2
from rich import box
from rich.table import Table
from rich.text import Text

from plots.web_pictures import light

if TYPE_CHECKING:
    from plan.folder_check import FolderCheck

REFERENCE_ARM = "original"
NOTHING = "–"
Interval = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class ArmResult:
    """What one kind of training data led to, on the test images."""

    arm: str  # such as "original", "synthetic"
    status: Literal["complete", "incomplete", "not run"]
    detail: str = ""  # why it is not complete; one sentence or empty
    accuracy: float | None = None  # 0..1; the mean where there are several repeats
    interval: Interval | None = None  # 95 %, 0..1
    accuracies: Sequence[float] = ()  # of the single repeats, where there are several
    difference: float | None = None  # accuracy minus that of `original`, -1..1
    difference_interval: Interval | None = None  # 95 % paired, -1..1
    updates: int | None = None  # optimiser steps
    epochs: float | None = None  # passes over the arm's training images
    selected_updates: Sequence[int] = ()  # of the checkpoint that was tested, of each repeat
    training_images: int | None = None
    optimistic_best_accuracy: float | None = None  # best epoch by the test images, 0..1; mean
    per_class: Mapping[str, float] = field(default_factory=dict)  # class name -> accuracy, 0..1
    per_class_ranges: Mapping[str, Interval] = field(default_factory=dict)
    """Class name -> lowest and highest accuracy, 0..1, where there are several repeats."""

    @property
    def accuracy_range(self) -> Interval | None:
        """The lowest and the highest accuracy, where there are several repeats."""
        return (min(self.accuracies), max(self.accuracies)) if self.accuracies else None


@dataclass(frozen=True, kw_only=True)
class ClassGan:
    """The GAN of one class, with the pictures there are of it."""

    class_name: str
    status: Literal["ok", "collapsed", "diverged", "not run"]
    detail: str = ""  # one sentence
    epochs: int | None = None
    losses_png: bytes | None = None
    samples_png: bytes | None = None
    progress_gif: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class ReportContext:
    """All that the page shows; pictures come ready made, as bytes."""

    dataset_title: str  # "MNIST"
    preset: str
    seed: int
    answer: str  # from report.answer.answer_sentence
    test_images: int
    class_names: Sequence[str]
    arms: Sequence[ArmResult]
    repeats: int = 1  # classifiers of each arm
    gans: Sequence[ClassGan] = ()
    fidelity: Mapping[str, Mapping[str | None, Mapping[str, float]]] = field(default_factory=dict)
    """Arm of drawn images -> class name (None: all classes) -> metric -> value."""
    selection: Literal["validation", "none"] = "validation"
    notice: str | None = None  # that a stand-in data set is used
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """PNG by the name of its file in `plots/`: "training_accuracy", "training_loss",
    "validation_accuracy", "validation_loss", "test_accuracy", "per_class_accuracy", "samples",
    "samples_gaussian", "confusion_<arm>"; absent ones are left out."""
    mosaic_gif: bytes | None = None
    departures: Sequence[str] = ()  # sentences: where the protocol departs from the fair one
    augmentation_policy: str = ""  # one sentence: the transformations and their ranges
    augmentation_reason: str = ""  # one sentence: why these
    images_made_how: str = ""  # one sentence or more: how the synthetic images were made
    control_made_how: str = ""  # one sentence or more: how the images of the control were made
    provenance: str = ""  # one sentence: source and licence of the real images
    check: "FolderCheck | None" = None  # of a user's own images
    configuration: Mapping[str, Any] = field(default_factory=dict)  # may be nested
    environment: Mapping[str, Any] = field(default_factory=dict)  # may be nested

    @property
    def failed_gans(self) -> list[ClassGan]:
        """The classes whose GAN gave nothing that can be used."""
        return [gan for gan in self.gans if gan.status in ("collapsed", "diverged")]

    @property
    def curve_name(self) -> str:
        """What the curves of the held-out images are called."""
        return "validation" if self.selection == "validation" else "test"

    @property
    def shows_optimistic_best(self) -> bool:
        """Whether any arm has the best epoch by the test images."""
        return any(arm.optimistic_best_accuracy is not None for arm in self.arms)


def render_report(context: ReportContext) -> str:
    """Return the report as one HTML page that needs no network and no script.

    Args:
        context: results, texts and pictures of the run. All texts are escaped.

    Returns:
        UTF-8 text of the page; equal contexts give equal pages.
    """
    return _environment().get_template("report.html.j2").render(run=context)


def arms_table(results: Sequence[ArmResult]) -> Table:
    """Return the table of arms for the terminal."""
    table = Table(
        title="Accuracy on the real test images",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    # The names of the usual arms stay in one line on a terminal of 80 columns.
    table.add_column("Arm", overflow="fold", min_width=9)
    repeats = max((len(result.accuracies) for result in results), default=0)
    means = ("Mean", f"Range of {repeats}") if repeats else ("Accuracy",)
    for heading in (*means, "95 % interval", "Against original", "Updates", "Images"):
        table.add_column(heading, justify="right")
    table.add_column("Status", overflow="fold", min_width=10)
    for result in results:
        cells = _terminal_cells(result, with_range=repeats > 0)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def flatten(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return nested settings as (dotted name, value) pairs in their order."""
    rows: list[tuple[str, str]] = []
    for name, value in settings.items():
        if isinstance(value, Mapping):
            rows += flatten(value, f"{prefix}{name}.")
        elif isinstance(value, (list, tuple)):
            rows.append((f"{prefix}{name}", ", ".join(map(str, value)) or NOTHING))
        else:
            rows.append((f"{prefix}{name}", NOTHING if value is None else str(value)))
    return rows


def percent(share: float | None) -> str:
    """Return a share as text in %, with two digits after the point."""
    return NOTHING if share is None or share != share else f"{100 * share:.2f} %"


def percent_interval(interval: Interval | None) -> str:
    """Return an interval of shares as text in %."""
    return NOTHING if interval is None else f"{100 * interval[0]:.2f} to {100 * interval[1]:.2f} %"


def points(difference: float | None) -> str:
    """Return a difference of shares as signed percentage points, without the unit."""
    if difference is None:
        return NOTHING
    rounded = round(100 * difference, 2) + 0.0  # turns -0.0 into 0.0
    return f"{rounded:+.2f}".replace("-", "−") if rounded else "0.00"


def points_interval(interval: Interval | None) -> str:
    """Return an interval of differences as signed percentage points, without the unit."""
    return NOTHING if interval is None else f"{points(interval[0])} to {points(interval[1])}"


def ratio(value: float | None) -> str:
    """Return a ratio as text, with two digits after the point."""
    return NOTHING if value is None else f"{value:.2f}"


def numbers(values: Sequence[float]) -> str:
    """Return counts one after the other, as `number` writes them."""
    return "; ".join(map(number, values)) or NOTHING


def number(value: float | None) -> str:
    """Return a count with thousands separated, at most one digit after the point."""
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def verdict(result: ArmResult) -> str:
    """Return "better", "worse" or "no difference shown", by the paired interval alone."""
    if result.difference_interval is None or result.arm == REFERENCE_ARM:
        return ""
    low, high = result.difference_interval
    return "better" if low > 0 else "worse" if high < 0 else "no difference shown"


def _terminal_cells(result: ArmResult, *, with_range: bool) -> list[str]:
    difference = points(result.difference)
    if result.difference_interval is not None:
        difference += f" ({points_interval(result.difference_interval)})"
    status = f"{result.status}: {result.detail}" if result.detail else result.status
    return [
        result.arm,
        percent(result.accuracy),
        *([percent_interval(result.accuracy_range)] if with_range else []),
        percent_interval(result.interval),
        NOTHING if result.arm == REFERENCE_ARM else difference,
        number(result.updates),
        number(result.training_images),
        status,
    ]


def _data_uri(picture: bytes) -> str:
    content, kind = light(picture)
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions = (
        percent,
        percent_interval,
        points,
        points_interval,
        ratio,
        number,
        numbers,
        verdict,
        flatten,
    )
    environment.filters.update({function.__name__: function for function in functions})
    environment.filters["data_uri"] = _data_uri
    return environment
