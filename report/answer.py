"""The answer of a run in words.

One run is one seed: it says what its trained models reached and how sure the test examples make
that, and gives no verdict. Verdicts are a study's, over seeds.
"""

from collections.abc import Sequence

from arms.catalog import ARMS, HEADLINE_ORDER, REFERENCE_ARM
from report.arm_result import ArmResult
from report.numbers import percent, percents, points, points_interval
from report.texts import learned_from


def answer_sentence(
    results: Sequence[ArmResult],
    *,
    dataset_title: str,
    test_images: int,
    longer: str,
    examples: str,
) -> str:
    """Say what the run found, and name every arm without a result.

    Args:
        results: All arms of the run, in the order of the table; the reference is what the others
            are compared with.
        dataset_title: As titles say it, such as "MNIST".
        test_images: How many real examples the arms were tested on.
        longer: The option that trains the classifiers longer, as one writes it.
        examples: What several are called (`Kind.nouns`).

    Returns:
        One sentence on the arm that the study asks about first (`synthetic` if it has a result),
        with its difference to the reference and the interval over test examples; where the
        reference had not settled, that this is no finding. Then a sentence for each arm that is
        incomplete or was not run.
    """
    complete = {result.arm: result for result in results if result.status == "complete"}
    where = f"On {test_images:,} real {dataset_title} test {examples}"
    sentences = [f"{where}, {_finding(complete, longer, examples)}"]
    sentences += [_absence(result) for result in results if result.status != "complete"]
    return " ".join(sentences)


def headline_arm(results: Sequence[ArmResult]) -> ArmResult | None:
    """The complete arm that the study asks about first; None: only the reference, or nothing."""
    others = [r for r in results if r.status == "complete" and r.arm != REFERENCE_ARM]
    return min(others, key=lambda result: _place(result.arm), default=None)


def difference_words(result: ArmResult, examples: str, *, digits: int = 1) -> str:
    """Say how far a complete arm is from the reference, with its interval over test examples.

    Args:
        result: A complete arm.
        examples: What several are called.
        digits: Digits after the point.
    """
    if result.difference is None or result.difference_interval is None:
        return f"it was not compared with real training {examples}"
    interval = points_interval(result.difference_interval, digits)
    return (
        f"on these trained models a difference of {points(result.difference, digits)} points "
        f"(95 % interval over test {examples} {interval})"
    )


def _finding(complete: dict[str, ArmResult], longer: str, examples: str) -> str:
    reference, headline = complete.get(REFERENCE_ARM), headline_arm(list(complete.values()))
    if not complete:
        return "nothing was measured: no arm has a result."
    if headline is None:
        reached = _reached(complete[REFERENCE_ARM], 1, examples)
        return f"{reached}; no other arm has a result to compare."
    if reference is None:
        reached = _reached(headline, 1, examples)
        return f"{reached}; there is no result for real training {examples} to compare."
    digits = digits_for(headline, reference)
    spread = _spread(reference, digits)
    accuracy = percent(_accuracy(reference), digits) + (f" ({spread})" if spread else "")
    reached = _reached(headline, digits, examples)
    against = f"against {accuracy} for {learned_from(REFERENCE_ARM, examples)}"
    if reference.is_rising:
        return f"{reached} {against}. {_no_finding(reference, longer, examples)}"
    return f"{reached} {against}: {difference_words(headline, examples, digits=digits)}."


def _no_finding(reference: ArmResult, longer: str, examples: str) -> str:
    assert reference.settling is not None and reference.settling.slope is not None  # it rises
    real = learned_from(REFERENCE_ARM, examples)
    gained = points(reference.settling.slope, 1, plus="")
    return (
        f"The difference is no finding: the classifier of {real} was "
        f"still rising, by {gained} points over the last third of its training; set {longer}."
    )


def _place(arm: str) -> int:
    """What the study asks about first; all others come after, in the order of the table."""
    return HEADLINE_ORDER.index(arm) if arm in HEADLINE_ORDER else len(HEADLINE_ORDER)


def _reached(result: ArmResult, digits: int, examples: str) -> str:
    known = result.arm in ARMS
    data = learned_from(result.arm, examples) if known else f"the data of the arm “{result.arm}”"
    reached = f"reached {percent(_accuracy(result), digits)} accuracy"
    spread = _spread(result, digits)
    if not spread:
        return f"a classifier trained on {data} {reached}"
    return f"classifiers trained on {data} {reached} (mean of {result.trainings}, {spread})"


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


def digits_for(headline: ArmResult, reference: ArmResult) -> int:
    """Return 1, or 2 where rounding would hide a difference or make the sum look wrong."""
    if headline.difference is None:
        return 1
    ends = headline.difference_interval or ()
    hidden = any(0 < abs(100 * share) < 0.05 for share in (headline.difference, *ends))
    shown = round(100 * _accuracy(headline), 1) - round(100 * _accuracy(reference), 1)
    return 2 if hidden or abs(shown - round(100 * headline.difference, 1)) > 0.01 else 1
