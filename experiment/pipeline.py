"""A run from its command line to its result: load, plan, run the stages in order."""

import dataclasses
import datetime
import json
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from classifiers.catalog import check_classifier
from datasets import catalog
from datasets.dataset import Dataset
from datasets.fetching.readable_names import readable_name
from datasets.images.options import ImageOptions
from datasets.signals.long_series.options import SeriesRequest
from datasets.source_options import SourceOptions
from datasets.tables.options import TableRequest
from experiment.command_line import Parse, RunArguments, run_parser
from experiment.estimate import print_dry_run
from experiment.graph_work import make_here, make_tasks
from experiment.live_page import LivePage
from experiment.open_settings import smallest_class, with_settled_defaults
from experiment.place import choose_root
from foundation.checks import to_dict
from foundation.devices import start_tensorflow
from foundation.environment import describe_environment
from foundation.errors import UserError
from foundation.files import write_atomically
from foundation.progress import ProgressDisplay
from foundation.workers import Workers, close_workers
from gan.checks import check_config
from gan.networks import build_networks
from gan.own_family import own_family
from plan.folder_check import say_check, say_starter, write_check
from plan.graph import Plan, Task
from plan.presets import PAPER_SMALL_CLASS, preset_config
from plan.run import Run, prepare_data
from plan.run_directory import RunDirectory
from plan.stages import STAGES
from plan.timing import Timing
from report.report_unit import print_result, write_report

EXIT_OK, EXIT_INCOMPLETE = 0, 3


@dataclasses.dataclass(frozen=True)
class Request:
    """A command line, still open about the size of the data."""

    words: tuple[str, ...]
    parse: Parse
    arguments: RunArguments
    """As for large data."""

    @classmethod
    def read(cls, words: Sequence[str]) -> "Request":
        """Read the words without the program's name; errors are those of `run_parser`."""
        parse = run_parser(words)
        return cls(tuple(words), parse, parse(PAPER_SMALL_CLASS))


Instead = Callable[["Request", Dataset, ProgressDisplay], int | None]


def run_one(words: Sequence[str], console: Console, instead: Instead | None = None) -> int:
    """Do a run from its command line.

    Args:
        words: The command line without the program's name.
        console: Where progress and the result go.
        instead: Asked when the data is there: does something else and returns the exit code, or
            returns None, and the run is made.

    Returns:
        The exit code: 0, or 3 where a class failed and arms are incomplete for it.

    Raises:
        UserError: Bad input; nothing that was finished is lost.
    """
    request = Request.read(words)
    if request.arguments.list_datasets:
        console.print(catalog.describe(), markup=False, highlight=False)
        return EXIT_OK
    # Before anything makes TensorFlow start: units of one job at a time are made in this process.
    start_tensorflow(request.arguments.run.gan.threads)
    display = ProgressDisplay(console)
    source = load_source(request, display)
    code = instead(request, source, display) if instead else None
    if code is not None:
        return code
    run = plan_run(request, source, display)
    say_check(run)
    if request.arguments.verbose:
        display.say(json.dumps(to_dict(run.config), indent=1, ensure_ascii=False))
    if request.arguments.dry_run:
        say_starter(run)
        check_before_work(run, request.arguments.force)
        print_dry_run(run)
        return EXIT_OK
    return do_run(request, source, run)


def load_source(request: Request, display: ProgressDisplay) -> Dataset:
    """The data set that a command line names."""
    asked = request.arguments.run
    display.say(f"Loading {readable_name(asked.dataset)} ...")
    options = SourceOptions(
        images=ImageOptions(
            image_size=asked.image_size,
            fit=asked.fit,
            strict=asked.strict,
            min_images=asked.min_images,
        ),
        table=TableRequest(**vars(asked.table), split_seed=asked.split_seed),
        signals=asked.signals,
        series=SeriesRequest(**vars(asked.series), split_seed=asked.split_seed),
    )
    source = catalog.load(asked.dataset, request.arguments.data_dir, options, display)
    if source.notice:
        display.say(source.notice)
    return source


def plan_run(request: Request, source: Dataset, display: ProgressDisplay) -> Run:
    """Everything about a run before its work: settings in force, tasks, directory."""
    arguments = request.arguments
    # Classes, size and colours are the user's or the preset's, whatever the size of the classes.
    data = prepare_data(source, arguments.run)
    smallest, kind = smallest_class(data, arguments.run), data.kind.name
    config = request.parse(smallest, kind).run
    # One order of the classes, whatever the order of the words: one run, one directory.
    config = dataclasses.replace(config, classes=source.in_order(config.classes))
    settled = with_settled_defaults(config, data)
    all_classes = data.class_names if config.pool_classes else source.class_names

    def plan_in(root: Path) -> Plan:
        directory = RunDirectory(root, all_classes)
        return Plan(
            settled, source.name, source.checksum, data.class_names, directory, data.kind.name
        )

    usual = partial(preset_config, images_per_class=smallest, kind=kind)
    root = choose_root(config, source.name, arguments, plan_in, usual)
    return Run(
        config=settled,
        data=data,
        plan=plan_in(root),
        run_directory=RunDirectory(root, all_classes),
        display=display,
        timing=Timing(root / "timing.csv"),
        workers=Workers(arguments.jobs, arguments.cluster),
        tensorboard=arguments.tensorboard,
    )


def do_run(request: Request, source: Dataset, run: Run) -> int:
    """Do what is left of a run; returns its exit code.

    Args:
        request: What was asked for.
        source: The data.
        run: As planned.
    """
    check_before_work(run, request.arguments.force)
    with run.run_directory.locked():
        code = _run_locked(run, source, request.arguments, request.words)
        if run.says_test_figures:
            print_result(run)
    return code


def check_before_work(run: Run, force: bool) -> None:
    """Everything that can be refused before a file is written."""
    check_config(run.config.gan, run.data.kind.name)
    check_classifier(run.config.classifier.network, run.data.kind.name)
    split = run.draw_split()
    if run.plan.needs_gans and "gans" in run.config.stages:
        own = own_family(run.config.gan.networks)
        if own is not None:
            run.display.say(f"Running code of your own for the GANs: {own.path}")
        encoding = run.fit_encoding(split)
        build_networks(encoding, run.config.gan, 0, len(run.data.class_names))
    if force and "split" not in run.config.stages:
        raise UserError(
            "--force: expected the stage split among --stages, because everything is started over, "
            f"found {' '.join(run.config.stages)}."
        )
    if "split" not in run.config.stages and not run.run_directory.is_run():
        raise UserError(
            f"{run.run_directory.root}: expected a run with a finished split, found none; "
            "run --stages split first, or leave --stages out."
        )


def _run_locked(run: Run, source: Dataset, arguments: RunArguments, words: Sequence[str]) -> int:
    root = run.run_directory.root
    if arguments.force and any(path.name != ".lock" for path in root.iterdir()):
        run.run_directory.clear()
    run.plan.check()
    run.display.say(f"Run directory: {root}")
    if run.tensorboard:
        command = shlex.join(["tensorboard", "--logdir", str(run.run_directory.events)])
        run.display.say(f"To watch the trainings: {command}")
    write_check(run)
    record = _RunRecord(run, source, words)
    record.write("running")
    try:
        _run_stages(run)
    except KeyboardInterrupt:
        record.write("interrupted")
        raise
    except BaseException:
        record.write("stopped by an error")
        raise
    incomplete = bool(run.failed_classes()) and run.plan.needs_gans
    record.write("incomplete" if incomplete else "finished")
    if not run.trained:
        run.display.say("Everything asked for is finished already; nothing was trained.")
    return EXIT_INCOMPLETE if incomplete else EXIT_OK


def _run_stages(run: Run) -> None:
    """The chosen stages, in their own order whatever the order of the words."""
    waiting = run.waiting()
    run.plan.check_needs(waiting)
    heading = _Headings(run, waiting)
    with LivePage(run, waiting) as page:
        _make_units(run, waiting, heading, page)
        heading.reach("report")
        if "report" in run.config.stages:
            write_report(run)


def _make_units(run: Run, waiting: Sequence[Task], heading: "_Headings", page: LivePage) -> None:
    def begun(task: Task) -> None:
        heading.begin(task)
        page.begun(task)

    def ended(task: Task) -> None:
        run.trained.append(task.name)
        page.ended(task)

    try:
        # Rows first, in this process: everything else takes them from their file.
        heading.reach("split")
        splits = [task for task in waiting if task.maker == "split"]
        for task in make_here(run, splits, begun=begun):
            ended(task)
        others = [task for task in waiting if task.maker != "split"]
        for task in make_tasks(run, others, begun=begun):
            ended(task)
    finally:
        if not run.workers.stay:
            close_workers()


class _Headings:
    """Says which stage is reached, each stage once and in order."""

    def __init__(self, run: Run, waiting: Iterable[Task]) -> None:
        skipped = () if run.plan.needs_gans else ("gans", "synthesis")
        self._run = run
        self._gans = {task.name for task in waiting if task.stage == "gans"}
        self._left = [s for s in STAGES if s in run.config.stages and s not in skipped]

    def begin(self, task: Task) -> None:
        """Say the stage of a task; what begins beside the GANs does not end their stage."""
        beside = bool(self._gans) and task.stage == "classifiers"
        self.reach("gans" if beside else task.stage)
        self._gans.discard(task.name)
        self._run.clear_way(task)

    def reach(self, stage: str) -> None:
        """Say all headings up to a stage that have not been said."""
        while self._left and list(STAGES).index(self._left[0]) <= list(STAGES).index(stage):
            reached = self._left.pop(0)
            self._run.display.say(f"Stage {reached}")
            if reached == "classifiers" and len(self._run.data.class_names) < 2:
                self._run.display.say("  One class only: there is nothing to classify.")


class _RunRecord:
    """run.json: what was asked for, on which data, with what, and how it stands."""

    def __init__(self, run: Run, source: Dataset, words: Sequence[str]) -> None:
        self._path = run.run_directory.root / "run.json"
        self._content: dict[str, Any] = {
            "config": to_dict(run.config),
            "command": ["python", Path(sys.argv[0]).name, *words],
            "data": {
                "dataset": source.name,
                "title": run.data.title,
                "provenance": run.data.provenance,
                "checksum": source.checksum,
                "all_classes": list(run.run_directory.class_names),
                "classes": list(run.data.class_names),
                "kind": run.data.kind.name,
                **run.data.kind.recorded(),
            },
            "environment": describe_environment(),
            "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        }

    def write(self, status: str) -> None:
        text = json.dumps(self._content | {"status": status}, indent=1, ensure_ascii=False)
        write_atomically(self._path, text + "\n")
