"""The answer of a run in words."""

from collections.abc import Sequence

from report.page import REFERENCE_ARM, ArmResult

_TRAINED_ON = {
    "original": "real training images",
    "synthetic": "GAN-made images alone",
    "augmented": "transformed real images alone",
    "original+synthetic": "real and GAN-made images together",
    "gaussian": "images drawn from a Gaussian per class alone",
}
_HEADLINE_ORDER = ("synthetic", "original+synthetic", "augmented", "gaussian")


def answer_sentence(results: Sequence[ArmResult], *, dataset_title: str, test_images: int) -> str:
    """Say what the run found, in one sentence, and name every arm without a result.

    Args:
        results: all arms of the run; `original` is what the others are compared with.
        dataset_title: as titles say it, such as "MNIST".
        test_images: how many real images the arms were tested on.

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
    """Say how an arm compares with `original`, as its paired interval allows.

    Args:
        result: a complete arm.
        digits: digits after the point.
    """
    if result.difference is None or result.difference_interval is None:
        return "it was not compared with real training images"
    low, high = result.difference_interval
    if low <= 0 <= high:
        interval = f"{_signed(low, digits)} to {_signed(high, digits)} points"
        return f"no difference could be shown (95 % paired interval {interval})"
    near, far = sorted((abs(low), abs(high)))
    size = f"{100 * abs(result.difference):.{digits}f} points"
    interval = f"{100 * near:.{digits}f} to {100 * far:.{digits}f}"
    return f"{size} {'better' if low > 0 else 'worse'} (95 % paired interval {interval})"


def _finding(complete: dict[str, ArmResult]) -> str:
    others = [arm for arm in complete if arm != REFERENCE_ARM]
    others.sort(key=lambda arm: _HEADLINE_ORDER.index(arm) if arm in _HEADLINE_ORDER else 99)
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
    accuracy = _percent(reference, digits) + (f" ({spread})" if spread else "")
    against = f"against {accuracy} for {_TRAINED_ON[REFERENCE_ARM]}"
    comparison = difference_words(headline, digits=digits)
    return f"{_reached(headline, digits)} {against}: {comparison}."


def _reached(result: ArmResult, digits: int) -> str:
    data = _TRAINED_ON.get(result.arm, f"the data of the arm “{result.arm}”")
    reached = f"reached {_percent(result, digits)} accuracy"
    spread = _spread(result, digits)
    if not spread:
        return f"a classifier trained on {data} {reached}"
    count = len(result.accuracies)
    return f"classifiers trained on {data} {reached} (mean of {count} repeats, {spread})"


def _spread(result: ArmResult, digits: int) -> str:
    """Return the range of several repeats, of a single one nothing."""
    if result.accuracy_range is None:
        return ""
    low, high = result.accuracy_range
    return f"{100 * low:.{digits}f} to {100 * high:.{digits}f}"


def _accuracy(result: ArmResult) -> float:
    if result.accuracy is None:
        raise ValueError(f"arm {result.arm!r} is complete, expected an accuracy, received None")
    return 100 * result.accuracy


def _percent(result: ArmResult, digits: int) -> str:
    return f"{_accuracy(result):.{digits}f} %"


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
    shown = round(_accuracy(headline), 1) - round(_accuracy(reference), 1)
    return 2 if hidden or abs(shown - round(100 * headline.difference, 1)) > 0.01 else 1


def _signed(share: float, digits: int) -> str:
    text = f"{100 * share:.{digits}f}"
    return text.replace("-", "−") if float(text) else f"{0:.{digits}f}"
