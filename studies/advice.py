"""What to do with so many examples per class, by how much, how sure: the study in sentences."""

from dataclasses import dataclass

from arms.catalog import ARMS, REFERENCE_ARM
from foundation.rows import listed
from report.numbers import percent, points, points_interval
from report.texts import learned_from
from studies.differences import CHEAP_ARMS, Cell
from studies.summary import Compared, Summary


@dataclass(frozen=True, kw_only=True)
class AmountAdvice:
    """The sentence for one amount."""

    setting: str
    amount: str
    sentence: str
    arm: str
    """Which it recommends; empty where the study cannot say."""
    compared: Compared | None = None
    """What it rests on."""


def advise(summary: Summary) -> list[AmountAdvice]:
    """A sentence for each setting and amount that has results, in the order of the runs."""
    places = dict.fromkeys((each.cell.setting, each.cell.size) for each in summary.means)
    return [_advise(summary, setting, amount) for setting, amount in places]


def _advise(summary: Summary, setting: str, amount: str) -> AmountAdvice:
    have = "With all examples" if amount == "all" else f"With {amount} examples per class"
    have += f" ({setting})" if setting else ""
    rivals = summary.against_cheap(setting, amount)
    said, arm, best = _what_to_do(summary, rivals, _better_cheap(summary, setting, amount))
    sentence = f"{have}, {said}."
    return AmountAdvice(setting=setting, amount=amount, sentence=sentence, arm=arm, compared=best)


def _what_to_do(
    summary: Summary, rivals: list[Compared], cheap: Cell | None
) -> tuple[str, str, Compared | None]:
    """Words, the arm that they recommend, and the comparison that they rest on."""
    if cheap is not None and cheap._replace(arm=REFERENCE_ARM) in summary.results.rising:
        text = f"train the classifiers longer before comparing: {REFERENCE_ARM} was still rising"
        return f"{text} (--classifier.updates)", "", None
    sure = [each for each in rivals if each.difference.verdict == "better"]
    if sure:
        best = _ahead(sure)
        better = f"better ({_figures(summary, best)})"
        return f"train on {_data(summary, best.cell.arm)}: {better}", best.cell.arm, best
    if cheap is None:
        return "nothing was compared: no cheap arm is finished", "", None
    several = [each for each in rivals if each.difference.corrected is not None]
    if several:  # an arm of one seed says nothing against it, however far ahead it is
        best = _ahead(several)
        closest = f"closest: {best.cell.arm}, {_figures(summary, best)}"
        text = f"nothing else was shown to be better ({closest})"
        return f"{_cheap_words(summary, cheap)}: {text}", cheap.arm, best
    augmented = _between_cheap(summary, cheap)
    single = rivals or [each for each in augmented if each.difference.corrected is None]
    if single:
        best = _ahead(single)
        return f"one seed cannot say what is better: {_on_these_models(summary, best)}", "", best
    mean = summary.mean_of(cheap)
    if mean is not None and mean.found.seeds == 1:
        reached = f"{cheap.arm} reached {percent(mean.found.mean, 1)}"
        return f"one seed of one arm cannot say what is better: {reached}", "", None
    words = _cheap_words(summary, cheap)
    return f"{words}; no other arm has a result to compare", cheap.arm, None


def _ahead(compared: list[Compared]) -> Compared:
    return max(compared, key=lambda each: each.difference.found.mean)


def _data(summary: Summary, arm: str) -> str:
    return learned_from(arm, summary.results.examples)


def _cheap_name(summary: Summary) -> str:
    """What stands for the best cheap arm in this study: it may have one of the two alone."""
    there = [arm for arm in CHEAP_ARMS if any(mean.cell.arm == arm for mean in summary.means)]
    return there[0] if len(there) == 1 else f"the better of {' and '.join(CHEAP_ARMS)}"


def _figures(summary: Summary, compared: Compared) -> str:
    difference = compared.difference
    assert difference.corrected is not None  # the caller has looked
    interval = points_interval((difference.corrected.low, difference.corrected.high))
    mean = points(difference.found.mean)
    return (
        f"{mean} points against {_cheap_name(summary)}, corrected 95 % interval "
        f"{interval}, {_seeds(compared)}"
    )


def _seeds(compared: Compared) -> str:
    """How many seeds a difference rests on; those without a result are part of the finding."""
    found, asked = compared.difference.found.seeds, compared.difference.asked
    if found >= asked:
        return f"{found} seeds"
    return f"{found} of {asked} seeds, the others have no result"


def _on_these_models(summary: Summary, compared: Compared) -> str:
    several = summary.results.examples
    mean = points(compared.difference.found.mean)
    return (
        f"on these trained models, {compared.cell.arm} is at {mean} points against "
        f"{_reference_arm(compared)} (95 % interval over test {several} alone "
        f"{points_interval(compared.nested)})"
    )


def _reference_arm(compared: Compared) -> str:
    return next(iter(compared.difference.pair.against.values())).arm


def _better_cheap(summary: Summary, setting: str, amount: str) -> Cell | None:
    """The cheap arm with the higher mean; of equals the first."""
    cells = [Cell(setting, amount, arm) for arm in CHEAP_ARMS]
    found = {c: mean.found.mean for c in cells if (mean := summary.mean_of(c)) is not None}
    return max(found, key=lambda cell: found[cell]) if found else None


def _between_cheap(summary: Summary, cheap: Cell) -> list[Compared]:
    """The comparison of the two cheap arms at a place, where there is one."""
    return [
        each
        for each in summary.compared
        if each.cell == cheap._replace(arm=CHEAP_ARMS[1])
        and each.difference.pair.reference == REFERENCE_ARM
    ]


def _cheap_words(summary: Summary, cheap: Cell) -> str:
    """Which of the two cheap arms to take, and whether it matters."""
    mean = summary.mean_of(cheap)
    assert mean is not None  # it was chosen by its mean
    reached = percent(mean.found.mean, 1)
    pairs = [each.difference for each in _between_cheap(summary, cheap)]
    if not pairs:
        return f"train on {_data(summary, cheap.arm)} ({reached})"
    other = next(arm for arm in CHEAP_ARMS if arm != cheap.arm)
    if pairs[0].corrected is None:
        sure = f"one seed cannot say whether the arm {other} is better"
        return f"train on {_data(summary, cheap.arm)} ({reached}; {sure})"
    if pairs[0].verdict in ("better", "worse"):
        sure = f"{points(abs(pairs[0].found.mean), plus='')} points ahead of the other cheap arm"
        return f"train on {_data(summary, cheap.arm)} ({reached}, {sure})"
    sure = f"no difference shown to the arm {other}"
    return f"train on {_data(summary, cheap.arm)} ({reached}; {sure})"


def answer(summary: Summary) -> str:
    """The study in one or two sentences, GAN-made data first."""
    if not summary.means:
        return "Nothing is finished yet, so there is no answer."
    several = summary.results.examples
    on = f"On {summary.results.title} ({summary.results.test_images:,} real test {several})"
    against_cheap = [
        each
        for setting, amount in dict.fromkeys((m.cell.setting, m.cell.size) for m in summary.means)
        for each in summary.against_cheap(setting, amount)
    ]
    rivals = [each for each in against_cheap if ARMS[each.cell.arm].needs_gans]
    if not rivals:
        return (
            f"{on}, no arm with GAN-made {several} was compared with the better of original and "
            "augmented."
        )
    if all(each.difference.corrected is None for each in rivals):
        return (
            f"{on}, one seed was run: the figures hold for these trained models, and say nothing "
            "about what is better."
        )
    better = [each for each in rivals if each.difference.verdict == "better"]
    worse = [each for each in rivals if each.difference.verdict == "worse"]
    cheap = _cheap_name(summary)
    if not better:
        text = f"{on}, GAN-made {several} were nowhere shown to be better than {cheap}"
    else:
        gains = [each.difference.found.mean for each in better]
        text = (
            f"{on}, GAN-made {several} were better than {cheap} {_places(better, several)}, by "
            f"{_range(gains)} points"
        )
    if worse:
        losses = [-each.difference.found.mean for each in worse]
        where = _places(worse, several)
        text += f"; some arms with them were worse {where}, by {_range(losses)} points"
    return f"{text}{_without_gans(against_cheap, several)}."


def _without_gans(compared: list[Compared], several: str) -> str:
    """What did better without a GAN: it stands beside every claim for one."""
    better = [
        each
        for each in compared
        if not ARMS[each.cell.arm].needs_gans and each.difference.verdict == "better"
    ]
    if not better:
        return ""
    arms = list(dict.fromkeys(each.cell.arm for each in better))
    by = _range([each.difference.found.mean for each in better])
    was = "was" if len(arms) == 1 else "were"
    return (
        f". Without a GAN, {listed(arms)} {was} better {_places(better, several)}, by {by} points"
    )


def _range(values: list[float]) -> str:
    low, high = (points(value, 1, plus="") for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def _places(compared: list[Compared], several: str) -> str:
    """At which amounts, such as "at 10 and 25 images per class"."""
    amounts = list(dict.fromkeys(each.cell.size for each in compared))
    numbers = [amount for amount in amounts if amount != "all"]
    texts = []
    if numbers:
        texts.append(f"at {listed(numbers)} {several} per class")
    if "all" in amounts:
        texts.append(f"with all {several}")
    return " and ".join(texts)
