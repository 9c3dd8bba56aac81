"""`inspect RUN`: pictures of what happened inside the training, from a finished run."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro
from rich.console import Console
from threadpoolctl import threadpool_limits

from arms.catalog import REFERENCE_ARM
from experiment.parsing import parse_words
from foundation.devices import start_tensorflow
from foundation.errors import UserError, unknown_name
from foundation.files import write_atomically
from foundation.progress import ProgressDisplay
from foundation.quiet_start import import_tensorflow_quietly
from foundation.rows import in_words
from gan.catalog import USABLE
from plan.finished_run import FinishedRun
from plan.run_directory import SHARED
from plan.views import VIEWS, View

if TYPE_CHECKING:
    from plan.run import Run
    from plan.task import Task


@dataclass(frozen=True, kw_only=True)
class InspectArguments:
    """Draw what happened inside the training of a finished run, without any training.

    Pictures and tables go to RUN/inspect/<class>/, those of the whole run to RUN/inspect/+all/;
    earlier ones there are replaced. A run makes them by itself, with ten images in a row.
    """

    run: tyro.conf.Positional[Path]
    """Directory of the run, such as runs/mnist/standard-seed0. Its data set is loaded again."""
    class_: Annotated[tuple[str, ...], tyro.conf.arg(name="class")] = ()
    """Names of classes, such as 3 8; none: all of them whose GAN is trained, and the run."""
    views: Annotated[
        tuple[str, ...], tyro.conf.arg(help=f"{in_words('None: all. Else some of', VIEWS)}")
    ] = ()
    images: int = 10
    """Images in a row. Range: 2 to 100."""
    output: Path | None = None
    """Where the files go; None: RUN/inspect."""
    data_dir: Path | None = None
    """Where the data set is kept now; None: where it was kept for the run."""

    def __post_init__(self) -> None:
        for name in self.views:
            if name not in VIEWS:
                raise unknown_name("view", name, VIEWS, option="--views")
        if not 2 <= self.images <= 100:
            raise UserError(f"--images: expected 2 to 100, found {self.images}.")


def run_inspect(words: Sequence[str], console: Console) -> int:
    """Run the program.

    Args:
        words: The command line after `inspect`.
        console: Where the names of what was written go.

    Returns:
        Exit code 0.

    Raises:
        UserError: No such run, class or view, other data or settings than the run's, damaged files,
            or a place that cannot be written.
    """
    arguments = parse_words(InspectArguments, words, prog="run_experiment.py inspect")
    found = FinishedRun.open(arguments.run)
    subjects = dict(_subjects(found, arguments))
    import_tensorflow_quietly()
    threads = int(found.record["config"]["gan"].get("threads", 1))
    start_tensorflow(threads)
    display = ProgressDisplay(console)
    run = _reopened(found, arguments, display)
    _refuse_damage(run, subjects)
    target = arguments.output or arguments.run / "inspect"
    written = 0
    with threadpool_limits(threads):  # as in a run: more only wait for each other here
        for subject, views in subjects.items():
            written += _draw(run, subject, views, arguments.images, target)
    display.say(f"{written} files: {target}")
    return 0


def _subjects(found: FinishedRun, arguments: InspectArguments) -> Iterator[tuple[str, list[str]]]:
    """Class names, and an empty one for the run, each with its views."""
    asked = {name: VIEWS[name] for name in arguments.views or VIEWS}
    of_class = [name for name, view in asked.items() if view.of_class]
    if arguments.class_ and not of_class:
        raise UserError(
            f"--views: expected views of a class beside --class, found {', '.join(asked)}, which "
            "are of the whole run."
        )
    if of_class:
        for name in arguments.class_ or _with_training(found):
            _require_images(found, name)
            yield name, of_class
    of_run = [name for name in asked if name not in of_class]
    if of_run and not arguments.class_:
        yield "", of_run


def _with_training(found: FinishedRun) -> list[str]:
    """The classes whose training has ended, well or not."""
    directory = found.run_directory
    names = [name for name in found.class_names if directory.gan_unit(name).record() is not None]
    if not names:
        raise UserError(f"{directory.root}: expected a class whose GAN is finished, found none.")
    return names


def _require_images(found: FinishedRun, name: str) -> None:
    """Refuse a class whose training has not ended, or without synthetic images though it should
    have some."""
    _, record = found.ended_gan(name)
    if record["status"] not in USABLE:
        return  # what can be seen of it without any is drawn
    unit = found.run_directory.synthesis_unit(name)
    if unit.record() is None or unit.damaged_file() is not None:
        raise UserError(
            f"{found.run_directory.synthetic_file(name)}: expected the class's synthetic "
            f"{found.kind.nouns[1]}, "
            "found them missing or damaged; run the run's command again."
        )


def _reopened(found: FinishedRun, arguments: InspectArguments, display: ProgressDisplay) -> "Run":
    """The run with its data, as its own command would see it.

    Raises:
        UserError: Its command cannot be read any more, its data has changed, or its units were made
            with other settings than its command asks for.
    """
    from experiment.pipeline import Request, load_source, plan_run

    words = found.command
    if arguments.data_dir is not None:
        words += ["--data-dir", str(arguments.data_dir)]
    request = Request.read(words)
    source = load_source(request, display)
    if source.checksum != found.record["data"].get("checksum"):
        raise UserError(
            f"{arguments.run}: expected the data that the run was made of "
            f"({found.record['data'].get('dataset')}), found other data under its name."
        )
    run = plan_run(request, source, display)
    directory = found.run_directory
    run = dataclasses.replace(run, plan=run.plan.at(directory), run_directory=directory)
    run.plan.check()
    return run


def _refuse_damage(run: "Run", subjects: Iterable[str]) -> None:
    """Refuse files that are no longer as they were written, of all that the views look at."""
    for unit in dict.fromkeys(task.unit for each in subjects for task in _looked_at(run, each)):
        damaged = unit.damaged_file()
        if damaged is not None:
            raise UserError(
                f"{unit.directory / damaged}: expected the file as the run has written it, found "
                "it missing or damaged; run the run's command again."
            )


def _looked_at(run: "Run", subject: str) -> Iterator["Task"]:
    """The tasks whose files are looked at; each may be unfinished, or of no use."""
    plan = run.plan
    yield from (plan.split(), plan.judge())
    for name in (subject,) if subject else run.data.class_names:
        yield from (plan.gan(name), plan.synthesis(name))
    if not subject:
        yield from (plan.shared_gan(), plan.classifier(REFERENCE_ARM))


def _draw(run: "Run", subject: str, views: list[str], images: int, target: Path) -> int:
    """Draw the views of a class or of the run, and say what was written; returns how many files."""
    from experiment.inside.drawing import draw_views
    from experiment.inside.looking import Looking

    drawn = draw_views(Looking(run, subject, images), views)
    place = run.plan.inside(subject).unit.directory.name if subject else SHARED
    for name, content in drawn.files.items():
        path = target / place / name
        write_atomically(path, content)
        run.display.say(f"  {path}: {_view_of(name).of(run.data.kind.nouns).about}")
    for name, note in drawn.notes.items():
        run.display.say(f"  {name}: {note}")
    return len(drawn.files)


def _view_of(file: str) -> View:
    return next(view for view in VIEWS.values() if file in view.files)
