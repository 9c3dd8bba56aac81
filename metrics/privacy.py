"""Can drawn examples be shared? All copy checks and attacks, beside the same of two controls.

Nothing is left of a figure without what it is held against: fresh real examples in the place of
the drawn ones, which repeat nobody, and a generator that does nothing but repeat. The attack by
the discriminator does not look at drawn examples; its floor has real examples that were never
trained on in the place of the members.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from metrics.attack_strength import Strength, strength
from metrics.attacks.catalog import ATTACKS, going_by_drawn
from metrics.attacks.clues import Clues
from metrics.attacks.pooling import on_one_scale
from metrics.copying.catalog import COPY_CHECKS
from metrics.copying.evidence import LEAST_RECORDS, CopyEvidence, together
from metrics.disclosures import DIFFERENCE, DISCLOSURES, MEMBERS, OTHERS
from metrics.estimate import Estimate, too_few
from metrics.nearest import Features

if TYPE_CHECKING:
    from metrics.tables.disclosure import RowsByRole

DRAWN, FRESH, REPLAYED = "drawn", "fresh", "replayed"
AREA, HITS = "auc", "hits"
WORST = "worst"


@dataclass(frozen=True, kw_only=True)
class PrivacyEvidence:
    """One class in the features of a judge that has learned from no drawn example or candidate.

    No real example has two of the roles.
    """

    drawn: Features
    """[m, d]."""
    is_copy: npt.NDArray[np.bool_]
    """[m], whether it equals any training example."""
    training: Features
    """[n, d]: the generator has learned from them; the members."""
    held_out: Features
    """[n, d]: it has not."""
    fresh: Features
    """[f, d], others that it has not: in the place of the drawn ones they give the floor."""
    fresh_is_copy: npt.NDArray[np.bool_]
    """[f]."""
    reference: Features
    """[r, d], real examples that an attacker may know."""
    logits: npt.NDArray[np.floating] | None = None
    """[2 n], what the discriminator says of training and held-out examples; None: not kept."""
    validation_logits: npt.NDArray[np.floating] | None = None
    """[v], the same of validation examples: of the make of training ones, never trained on."""
    rows: "RowsByRole | None" = None
    """The same examples as they are stored, where something of them can be guessed."""

    @property
    def members(self) -> int:
        """How many there are, and as many others."""
        return len(self.training)

    def of(self, subject: str) -> "PrivacyEvidence":
        """The same with a control in the place of what was drawn; `DRAWN`: as it is.

        A generator that replays has the training examples one after the other, as many as were
        drawn, but each of them once at least.
        """
        if subject == FRESH:
            rows = self.rows and replace(self.rows, drawn=self.rows.fresh)
            return replace(self, drawn=self.fresh, is_copy=self.fresh_is_copy, rows=rows)
        if subject == REPLAYED:
            count = max(len(self.drawn), self.members) if self.members else 0
            drawn = self.training[np.arange(count) % max(self.members, 1)]
            copies = np.ones(count, bool)
            rows = self.rows and replace(self.rows, drawn=self.rows.training)
            return replace(self, drawn=drawn, is_copy=copies, logits=None, rows=rows)
        return self

    @property
    def copies(self) -> CopyEvidence:
        """For the copy checks."""
        return CopyEvidence(
            drawn=self.drawn,
            training=self.training,
            held_out=self.held_out,
            is_copy=self.is_copy,
        )

    @property
    def clues(self) -> Clues:
        """For the attacks: the training examples come first."""
        candidates = np.concatenate([self.training, self.held_out])
        return Clues(
            candidates=candidates,
            drawn=self.drawn,
            reference=self.reference,
            logits=self.logits,
        )

    def sides(self, attack: str, subject: str) -> "Sides":
        """The scores of members and of others, as an attack on `subject` gives them.

        Args:
            attack: Name of a row of `ATTACKS`.
            subject: What stands in the place of the drawn examples already (`of`). An attack that
                does not go by them has validation examples in the place of members as its floor;
                nobody, where there are none.
        """
        row = ATTACKS[attack]
        if row.by_drawn or subject == DRAWN:
            scores = row.scores(self.clues)
            return scores[: self.members], scores[self.members :]
        if subject != FRESH or self.logits is None or self.validation_logits is None:
            return _NOBODY
        return self.validation_logits, self.logits[self.members :]


Sides = tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]
_NOBODY: Sides = (np.empty(0), np.empty(0))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number of the table."""

    class_name: str | None
    """None: all classes together."""
    name: str
    """A copy check, or an attack (or `worst`) and what is said of it, such as `distance_auc`."""
    subject: str
    """What stood in the place of the drawn examples: themselves or a control."""
    estimate: Estimate


def measure(classes: Mapping[str, PrivacyEvidence], seed: int) -> list[Figure]:
    """Every figure of all classes together and of each, of what was drawn and of both controls.

    Args:
        classes: Class name -> evidence; classes with too few examples count for nothing.
        seed: Of the resamples.

    Returns:
        Those of the attacks on a single class are of drawn examples alone. The intervals of those
        on membership are at the level 1 - 0.05 / (attacks by drawn examples that could be made):
        `worst` is the largest of these. An attack by something else stands for itself.
    """
    figures: list[Figure] = []
    for subject in (DRAWN, FRESH, REPLAYED):
        evidence = {name: each.of(subject) for name, each in classes.items()}
        figures += _copying(evidence, subject, seed)
        figures += _attacks(evidence, subject, seed)
        figures += _disclosures(evidence, subject, seed)
    return figures


def _copying(classes: Mapping[str, PrivacyEvidence], subject: str, seed: int) -> Iterator[Figure]:
    copies = {name: each.copies for name, each in classes.items()}
    for check, row in COPY_CHECKS.items():
        found = {name: row.measure(each) for name, each in copies.items()}
        for name, each in [(None, together(list(found.values()))), *found.items()]:
            estimate = row.summed_up(each, seed)
            yield Figure(class_name=name, name=check, subject=subject, estimate=estimate)


def _attacks(classes: Mapping[str, PrivacyEvidence], subject: str, seed: int) -> Iterator[Figure]:
    enough = {name: each for name, each in classes.items() if each.members >= LEAST_RECORDS}
    sides = {
        attack: {name: each.sides(attack, subject) for name, each in enough.items()}
        for attack in ATTACKS
    }
    pooled = {attack: _pooled(list(of_classes.values())) for attack, of_classes in sides.items()}
    yield from _strengths(None, subject, pooled, seed)
    for name in classes if subject == DRAWN else ():
        of_class = {attack: found.get(name, _NOBODY) for attack, found in sides.items()}
        yield from _strengths(name, subject, of_class, seed)


def _disclosures(
    classes: Mapping[str, PrivacyEvidence], subject: str, seed: int
) -> Iterator[Figure]:
    rows = {name: each.rows for name, each in classes.items() if each.rows is not None}
    for attack, row in DISCLOSURES.items() if rows else ():
        for name, found in row.measure(rows, seed).items():
            for part in (MEMBERS, OTHERS, DIFFERENCE) if name is None or subject == DRAWN else ():
                yield Figure(
                    class_name=name,
                    name=f"{attack}_{part}",
                    subject=subject,
                    estimate=getattr(found, part),
                )


def _pooled(sides: Sequence[Sides]) -> Sides:
    """Scores of members, and of others, of all classes in a row and on one scale."""
    some = [(one, other) for one, other in sides if len(one) and len(other)]
    if not some:
        return _NOBODY
    scaled = on_one_scale([np.concatenate(each) for each in some])
    first = [scores[: len(one)] for scores, (one, _) in zip(scaled, some)]
    second = [scores[len(one) :] for scores, (one, _) in zip(scaled, some)]
    return np.concatenate(first), np.concatenate(second)


def _strengths(
    class_name: str | None, subject: str, sides: Mapping[str, Sides], seed: int
) -> Iterator[Figure]:
    """Of every attack, and the worst of those that go by what was drawn."""
    picked_from = going_by_drawn()
    made = [attack for attack in picked_from if not np.isnan(np.concatenate(sides[attack])).any()]
    found = {
        attack: strength(one, other, seed, max(len(made), 1) if attack in picked_from else 1)
        for attack, (one, other) in sides.items()
    }
    worst = _largest([found[attack] for attack in picked_from])
    for attack, each in [*found.items(), (WORST, worst)]:
        for part, estimate in ((AREA, each.area), (HITS, each.hits)):
            name = f"{attack}_{part}"
            yield Figure(class_name=class_name, name=name, subject=subject, estimate=estimate)


def _largest(found: Sequence[Strength]) -> Strength:
    """The largest area and the most hits, of whichever attack."""
    areas = [each.area for each in found]
    hits = [each.hits for each in found]
    return Strength(_max(areas), _max(hits))


def _max(estimates: Sequence[Estimate]) -> Estimate:
    known = [each for each in estimates if each.is_known]
    most = max((each.count for each in estimates), default=0)
    return max(known, key=lambda each: each.value) if known else too_few(most)
