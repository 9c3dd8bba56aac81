"""Families of GANs on equal terms: how many updates each has for the same images or seconds."""

from dataclasses import replace

from experiment.gan_timing import rows_of_gans, time_updates
from experiment.pipeline import check_before_work
from foundation.errors import UserError
from gan.own_family import find_family
from gan.training_plan import TrainingPlan
from plan.run import Run
from studies.grid import PlannedRun, plan_grid
from studies.request import StudyRequest
from studies.study import Study
from studies.study_file import AskedStudy, Share, check_same_study, study_there

# Longer than any training that is timed.
_ENDLESS = 10**7
# The calls of the compiled function have their full length after about this long.
_SETTLING_SECONDS = 1.0


def within_budget(study: Study) -> Study:
    """The study with the numbers of updates that its budget comes to; without one as it is.

    What a study has settled before, its record holds; only what is new is measured.

    Raises:
        UserError: Another study is in its directory, a setting cannot be run, or the budget is less
            than an update.
    """
    request = study.asked.request
    if not request.budget:
        return study
    check_same_study(study.directory, study.asked)
    there = study_there(study.directory, study.asked.kind)
    shares = {share.place: share for share in (there.shares if there else ())}
    for planned in study.planned:
        place = planned.setting_name, planned.amount
        if place not in shares:
            shares[place] = _share(study, planned, request)
    asked = replace(study.asked, shares=tuple(shares.values()))
    updates = {place: share.updates for place, share in shares.items()}
    return replace(study, asked=asked, planned=plan_grid(request, asked.words, updates))


def _share(study: Study, planned: PlannedRun, request: StudyRequest) -> Share:
    _, run = study.plan(planned)
    if not run.plan.needs_gans:
        raise UserError(
            f"{request.budget}: expected an arm that needs GANs, found {' '.join(run.config.arms)}."
        )
    check_before_work(run, force=False)
    images = _images_per_update(run)
    if request.budget_images is not None:
        budget: float = request.budget_images
        seconds, of_an_update = None, float(images)
    else:
        assert request.budget_seconds is not None  # one of the two, or there is no budget
        budget = request.budget_seconds
        _refuse_growing(run)
        study.display.say(f"Timing updates of {planned.setting_name or 'the GANs'} ...")
        seconds = of_an_update = _seconds_per_update(run)
    if budget < of_an_update:
        name = planned.setting_name or run.config.gan.networks
        raise UserError(
            f"{request.budget}: expected at least one update of {name}, which takes "
            f"{of_an_update:g}, found {budget:g}."
        )
    return Share(
        setting=planned.setting_name,
        amount=planned.amount,
        updates=int(budget / of_an_update),
        images_per_update=images,
        seconds_per_update=seconds,
    )


def _refuse_growing(run: Run) -> None:
    """An update of networks that grow takes longer the later it comes: a few tell nothing."""
    name = run.config.gan.networks
    family = find_family(name)
    if family is not None and family.grows:
        raise UserError(
            "--budget-seconds: expected families whose updates take the same time from beginning "
            f"to end, found {name}, which grows; use --budget-images."
        )


def _images_per_update(run: Run) -> int:
    """Real images that an update shows; of the class where it shows most."""
    classes = len(run.data.class_names)
    return max(
        TrainingPlan(len(rows), run.config.gan, classes).examples_shown_per_update
        for rows in rows_of_gans(run, run.draw_split())
    )


def _seconds_per_update(run: Run) -> float:
    endless = replace(run.config.gan, updates=_ENDLESS, epochs=None)
    timed = time_updates(run, run.draw_split(), endless, _SETTLING_SECONDS)
    return timed.seconds_per_update


def share_lines(asked: AskedStudy) -> list[str]:
    """What the budget comes to, a line for each setting and amount; none without a budget."""
    return [_line(share, asked.request) for share in asked.shares]


def _line(share: Share, request: StudyRequest) -> str:
    where = share.setting or "all runs"
    if len(request.samples_per_class) > 1:
        where += f", {share.amount} examples per class"
    measured = ""
    if share.seconds_per_update is not None:
        measured = f", {1000 * share.seconds_per_update:.1f} ms each as measured"
    return (
        f"{where}: {share.updates:,} updates for each class, {share.images_per_update} real "
        f"examples in an update{measured}"
    )
