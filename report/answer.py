"""The answer of a run in words."""

from collections.abc import Sequence

from arms.catalog import ARMS, HEADLINE_ORDER, REFERENCE_ARM
from report.arm_result import ArmResult
from report.numbers import percent, percents, points_interval


def answer_sentence(results: Sequence[ArmResult], *, dataset_title: str, test_images: int) -> str:
    """Say what the run found, in one sentence, and name every arm without a result.

    Args:
        results: All arms of the run, in the order of the table; the reference is what the others
            are compared with.
        dataset_title: As titles say it, such as "MNIST".
        test_images: How many real images the arms were tested on.

    Returns:
        One sentence on the arm that the study asks about first (`synthetic` if it has a result),
        then one for each arm that is incomplete or was not run. "better" and "worse" appear only
        where the paired interval excludes zero.
    """
    complete = {result.arm: result for result in results if result.status == "complete"}
    where = f"On {test_images:,} real {dataset_title} test images"
    sentences = [f"{where}, {_finding(complete)}"]
    sentences += [_absence(result) for result in results if result.status != "complete"]
    return " ".join(sentences)


def difference_words(result: ArmResult, *, digits: int = 1) -> str:
    """Say how an arm compares with the reference, as its paired interval allows.

    Args:
        result: A complete arm.
        digits: Digits after the point.
    """
    if result.difference is None or result.difference_interval is None:
        return "it was not compared with real training images"
    low, high = result.difference_interval
    if low <= 0 <= high:
        interval = points_interval(result.difference_interval, digits, plus="")
        return f"no difference could be shown (95 % paired interval {interval} points)"
    near, far = sorted((abs(low), abs(high)))
    size = f"{100 * abs(result.difference):.{digits}f} points"
    interval = percents((near, far), digits)
    return f"{size} {'better' if low > 0 else 'worse'} (95 % paired interval {interval})"


def verdict(result: ArmResult) -> str:
    """Return "better", "worse" or "no difference shown", by the paired interval alone."""
    if result.difference_interval is None or result.arm == REFERENCE_ARM:
        return ""
    low, high = result.difference_interval
    return "better" if low > 0 else "worse" if high < 0 else "no difference shown"


def _finding(complete: dict[str, ArmResult]) -> str:
    others = sorted((arm for arm in complete if arm != REFERENCE_ARM), key=_place)
    reference = complete.get(REFERENCE_ARM)
    if not complete:
        return "nothing was measured: no arm has a result."
    if not others:
        return f"{_reached(complete[REFERENCE_ARM], 1)}; no other arm has a result to compare."
    headline = complete[others[0]]
    if reference is None:
        return f"{_reached(headline, 1)}; there is no result for real training images to compare."
    digits = _digits(headline, reference)
    spread = _spread(reference, digits)
    accuracy = percent(_accuracy(reference), digits) + (f" ({spread})" if spread else "")
    against = f"against {accuracy} for {ARMS[REFERENCE_ARM].trained_on}"
    comparison = difference_words(headline, digits=digits)
    return f"{_reached(headline, digits)} {against}: {comparison}."


def _place(arm: str) -> int:
    """What the study asks about first; all others come after, in the order of the table."""
    return HEADLINE_ORDER.index(arm) if arm in HEADLINE_ORDER else len(HEADLINE_ORDER)


def _reached(result: ArmResult, digits: int) -> str:
    known = ARMS.get(result.arm)
    data = known.trained_on if known else f"the data of the arm “{result.arm}”"
    reached = f"reached {percent(_accuracy(result), digits)} accuracy"
    spread = _spread(result, digits)
    if not spread:
        return f"a classifier trained on {data} {reached}"
    count = len(result.accuracies)
    return f"classifiers trained on {data} {reached} (mean of {count} repeats, {spread})"


def _spread(result: ArmResult, digits: int) -> str:
    """The range of several repeats, of a single one nothing."""
    return "" if result.accuracy_range is None else percents(result.accuracy_range, digits)


def _accuracy(result: ArmResult) -> float:
    if result.accuracy is None:
        raise ValueError(f"arm {result.arm!r} is complete, expected an accuracy, received None")
    return result.accuracy


def _absence(result: ArmResult) -> str:
    state = "was not run" if result.status == "not run" else "is incomplete"
    reason = f": {result.detail.rstrip('.')}" if result.detail else ""
    return f"The arm “{result.arm}” {state}{reason}."


def _digits(headline: ArmResult, reference: ArmResult) -> int:
    """Return 1, or 2 where rounding would hide a difference or make the sum look wrong."""
    if headline.difference is None:
        return 1
    ends = headline.difference_interval or ()
    hidden = any(0 < abs(100 * share) < 0.05 for share in (headline.difference, *ends))
    shown = round(100 * _accuracy(headline), 1) - round(100 * _accuracy(reference), 1)
    return 2 if hidden or abs(shown - round(100 * headline.difference, 1)) > 0.01 else 1
