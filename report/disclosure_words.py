"""What an attack on single columns comes to, in words."""

from metrics.disclosures import DIFFERENCE, MEMBERS, OTHERS
from metrics.estimate import Estimate
from metrics.privacy import FRESH, REPLAYED
from report.numbers import percent, points, points_interval
from report.privacy_table import PrivacyTable


def told_disclosure(table: PrivacyTable, attack: str, several: str) -> str:
    """Whether training examples are guessed more often than held-out ones; on these examples.

    Args:
        table: Of an arm.
        attack: Name of a row of `DISCLOSURES`.
        several: What examples are called.

    Returns:
        Some sentences; nothing where it was not made.
    """
    if not table.was_asked(f"{attack}_{DIFFERENCE}"):
        return ""
    found = table.get(f"{attack}_{DIFFERENCE}")
    if not found.is_known:
        return f"There are too few {several} to tell how often a missing column is guessed."
    members, others = (table.get(f"{attack}_{part}").value for part in (MEMBERS, OTHERS))
    beside = "; ".join(_controls(table, attack, several))
    return (
        f"Whoever knows all columns of a row but one, and takes the missing one from the nearest "
        f"drawn row, is right in {percent(members, 1)} of the cases with training {several} and in "
        f"{percent(others, 1)} with held-out ones: {points(found.value, 1)} points (interval "
        f"{points_interval((found.low, found.high), 1)}){beside and f', where {beside}'}. "
        f"{_verdict(found, table, attack, several)}"
    )


def _controls(table: PrivacyTable, attack: str, several: str) -> list[str]:
    said = {
        FRESH: f"fresh real {several} in the place of the drawn ones give",
        REPLAYED: f"a generator that repeats training {several} gives",
    }
    name = f"{attack}_{DIFFERENCE}"
    return [
        f"{words} {points(table.get(name, subject).value, 1)}"
        for subject, words in said.items()
        if table.has(name, subject)
    ]


def _verdict(found: Estimate, table: PrivacyTable, attack: str, several: str) -> str:
    name = f"{attack}_{DIFFERENCE}"
    if found.low <= 0:
        return (
            f"What is guessed of training {several} is not beyond doubt more than what the data "
            "tell of anybody, which is no proof that it is not."
        )
    if not table.has(name, FRESH):
        return (
            f"There are too few fresh {several} for a floor: it may be no more than that the "
            f"held-out {several} are of another make."
        )
    if found.low <= table.get(name, FRESH).high:
        return f"That is not beyond doubt more than with fresh {several}, which repeat nobody."
    return f"What was drawn gives away something of single training {several}."
