"""The pre-flight check of a user's own data: a table of classes, remarks, files passed over."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from datasets.dataset import Dataset
from datasets.inspection import CheckTable, ClassInspection, PassedOver
from datasets.splits import Split
from foundation.csv_text import csv_text
from foundation.errors import UserError
from foundation.files import write_atomically
from plan.run import Run

CLASSES_FILE, PASSED_OVER_FILE = "check/classes.csv", "check/passed_over.csv"
# So many classes, or rows of another table, a terminal shows; the file has them all.
_SHOWN_CLASSES = 50
# From here on a difference in size is worth a remark.
_IMBALANCE = 5


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    """A class in the table; the columns of check/classes.csv."""

    class_name: str
    found: int
    usable: int
    train: int | None
    """None where the class is not used, or cannot be split."""
    validation: int | None
    test: int | None
    sizes: str
    modes: str
    problems: str


@dataclass(frozen=True, kw_only=True)
class FolderCheck:
    """All that the check has to say."""

    rows: Sequence[CheckRow]
    remarks: Sequence[str]
    """Sentences."""
    passed_over: Sequence[PassedOver]
    nouns: tuple[str, str] = ("image", "images")
    """What one example and several are called."""
    tables: Sequence[CheckTable] = ()
    """What this kind of data adds."""

    @property
    def has_sizes(self) -> bool:
        """Whether there is anything to say of sizes and modes."""
        return any(row.sizes or row.modes for row in self.rows)

    @property
    def passed_over_kinds(self) -> list[tuple[str, int]]:
        """Why files were passed over, and how many."""
        return PassedOver.kinds(self.passed_over)

    def files(self) -> dict[str, str]:
        """The check as CSV: path below the run directory -> text."""
        columns = [field.name for field in fields(CheckRow)]
        rows = [asdict(row).values() for row in self.rows]
        entries = [(entry.file, entry.reason) for entry in self.passed_over]
        return {
            CLASSES_FILE: csv_text(columns, rows),
            PASSED_OVER_FILE: csv_text(("file", "reason"), entries),
            **{table.file: csv_text(table.headings, table.rows) for table in self.tables},
        }


def check_folder(run: Run) -> FolderCheck | None:
    """The check of a run's data; None where nothing was found out about it."""
    inspection = run.data.inspection
    if inspection is None:
        return None
    try:
        split = run.draw_split()
    except UserError:  # raised again where the split is needed; the table helps to mend it
        split = None
    chosen = [
        found
        for found in inspection.classes
        if not run.config.classes or found.class_name in run.config.classes
    ]
    remarks = list(inspection.remarks)
    if split is not None:
        remarks += _split_remarks(run, split)
    return FolderCheck(
        rows=[_row(run, split, found) for found in chosen],
        remarks=remarks,
        passed_over=inspection.passed_over,
        nouns=run.data.kind.nouns,
        tables=inspection.tables,
    )


def say_check(run: Run) -> None:
    """Print the check, if there is one."""
    check = check_folder(run)
    if check is None:
        return
    for table in (*map(_added_table, check.tables), check_table(check)):
        run.display.console.print(table)
    sentences = [*_problems(check), *_hidden_rows(check), *check.remarks]
    for sentence in [*sentences, *_passed_over_sentence(check)]:
        run.display.say(sentence)


def say_starter(run: Run) -> None:
    """Print the file that would overrule what was found, where there is one to begin with."""
    inspection = run.data.inspection
    if inspection is not None and inspection.starter:
        run.display.say(f"A file to begin with, for {inspection.starter_option}:")
        run.display.say(inspection.starter.rstrip())


def write_check(run: Run) -> None:
    """Write the files of the check, where they are not there yet with this content."""
    check = check_folder(run)
    for name, text in (check.files() if check else {}).items():
        path = run.run_directory.root / name
        if not path.is_file() or path.read_bytes() != text.encode("utf-8", "backslashreplace"):
            write_atomically(path, text)


def check_table(check: FolderCheck) -> Table:
    """The table of classes for the terminal; of very many, those with problems come first.

    A class is one row whatever the width: what is too long for it ends in dots, the file has it.
    """
    shown = _shown_rows(check)
    table = _table(f"The {check.nouns[1]}")
    # Names that are not too long are whole on a terminal of 80 columns.
    table.add_column("Class", min_width=11)
    for heading in ("Found", "Usable", "Train", "Val.", "Test"):
        table.add_column(heading, justify="right", no_wrap=True, min_width=len(heading))
    if check.has_sizes:
        for heading in ("Sizes", "Modes"):
            table.add_column(heading)
    for row in shown:
        cells = ["–" if value is None else str(value) for value in asdict(row).values()]
        # Cells and not columns: those of columns would leave numbers out before texts.
        texts = [Text(cell, no_wrap=True, overflow="ellipsis") for cell in cells]
        table.add_row(*texts[: len(table.columns)])
    return table


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)


def _added_table(added: CheckTable) -> Table:
    """A table that a kind of data adds, for the terminal; what is too long goes on below."""
    first = sorted(range(len(added.rows)), key=lambda place: (place not in added.first, place))
    shown = sorted(first[:_SHOWN_CLASSES])
    table = _table(added.title)
    for heading in added.headings:
        table.add_column(heading)
    for place in shown:
        table.add_row(*map(Text, added.rows[place]))
    return table


def _shown_rows(check: FolderCheck) -> list[CheckRow]:
    by_problems = sorted(check.rows, key=lambda row: not row.problems)[:_SHOWN_CLASSES]
    return [row for row in check.rows if row in by_problems]


def _problems(check: FolderCheck) -> list[str]:
    """What is wrong with the classes that are shown, whole."""
    return [f"{row.class_name}: {row.problems}." for row in _shown_rows(check) if row.problems]


def _hidden_rows(check: FolderCheck) -> list[str]:
    more = len(check.rows) - _SHOWN_CLASSES
    said = [f"... and {more} more classes, see {CLASSES_FILE} of the run."] if more > 0 else []
    for table in check.tables:
        hidden = len(table.rows) - _SHOWN_CLASSES
        if hidden > 0:
            said.append(f"... and {hidden:,} more of {table.title!r}, see {table.file} of the run.")
    return said


def _passed_over_sentence(check: FolderCheck) -> list[str]:
    files = PassedOver.summary(check.passed_over)
    # A dry run writes no list.
    return [f"Passed over (a run lists all in {PASSED_OVER_FILE}): {files}."] if files else []


def _row(run: Run, split: Split | None, found: ClassInspection) -> CheckRow:
    data = run.data
    counts: dict[str, int | None] = dict.fromkeys(("train", "validation", "test"))
    problems = list(found.problems)
    if split is not None and found.class_name in data.class_names:
        index = data.class_names.index(found.class_name)
        counts = {part: _count(data, getattr(split, part), index) for part in counts}
        taken_out = _count(data, split.left_out, index)
        if taken_out:
            problems.append(f"{taken_out} taken out of training: pixels of a test image")
        if run.config.selection == "validation" and _validation_is_missing(data, index):
            problems.append(f"no validation {data.kind.nouns[1]}: a tenth of training")
    return CheckRow(
        class_name=found.class_name,
        found=found.found,
        usable=found.usable,
        **counts,
        sizes=found.sizes,
        modes=found.modes,
        problems="; ".join(problems),
    )


def _count(data: Dataset, rows: np.ndarray, class_index: int) -> int:
    return int((data.labels[rows] == class_index).sum())


def _validation_is_missing(data: Dataset, class_index: int) -> bool:
    given = data.validation_mask
    return given is not None and not given[data.labels == class_index].any()


def _split_remarks(run: Run, split: Split) -> list[str]:
    data = run.data
    remarks = [run.selection_remark] if run.selection_remark else []
    if len(split.left_out):
        remarks.append(
            f"{_images(len(split.left_out))} taken out of training and validation: the same pixels "
            "are in the test split."
        )
    counts = np.bincount(data.labels[split.train], minlength=len(data.class_names))
    least, most = int(counts.argmin()), int(counts.argmax())
    if counts[most] >= _IMBALANCE * counts[least]:
        remarks.append(_imbalance(run, counts, least, most))
    return remarks


def _images(count: int) -> str:
    return "1 image was" if count == 1 else f"{count:,} images were"


def _imbalance(run: Run, counts: np.ndarray, least: int, most: int) -> str:
    names, several = run.data.class_names, run.data.kind.nouns[1]
    by_updates = run.config.classifier.updates is not None
    budget = "number of updates" if by_updates else "number of epochs"
    return (
        f"Classes differ in size: {counts[most]:,} training {several} of {names[most]!r}, "
        f"{counts[least]:,} of {names[least]!r}. Arms stay comparable: each trains the same "
        f"network for the same {budget} and is tested on the same {several}. Arms of real "
        f"{several} keep the imbalance, synthetic has equally many {several} of every class; large "
        "classes weigh more in the overall accuracy, so look at the accuracy per class as well."
    )
