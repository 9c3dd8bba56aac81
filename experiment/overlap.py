"""Which classifiers are trained beside the GANs, so that fewer processes wait at the end."""

from collections.abc import Sequence

from arms.catalog import ARMS
from plan.graph import PlannedUnit
from plan.run import Study


def beside_gans(
    study: Study, gans: Sequence[PlannedUnit], classifiers: Sequence[PlannedUnit]
) -> list[PlannedUnit]:
    """The classifiers that need not wait for synthetic images and do not leave a process idle.

    Where the arms of synthetic images do not fill the last round of processes, classifiers of
    real images are left for it: three arms in two processes would else end with one at work.

    Args:
        study: The study; says how many units are made at once.
        gans: Those to be trained.
        classifiers: Those to be trained in the same start.
    """
    threads = study.config.gan.threads
    if not gans or study.config.classifier.threads != threads:
        return []
    free = [planned for planned in classifiers if not ARMS[planned.subject].uses_synthetic]
    if study.workers.cluster is not None:
        return free
    jobs = study.workers.jobs_for(len(gans) + len(free), threads, study.data.examples.nbytes)
    if jobs == 1:
        return []
    left = -(len(classifiers) - len(free)) % jobs
    return free[: max(len(free) - left, 0)]
