"""The sections of the page, in their order."""

from datasets.kinds import PICTURES, TABLES
from report.section import Section

SECTIONS: tuple[Section, ...] = (
    Section(
        title="What to do",
        nav="What to do",
        anchor="advice",
        module="report.sections.advice",
        leads=True,
        concludes=True,
    ),
    Section(title="The arms", nav="Arms", anchor="arms", module="report.sections.arms"),
    Section(
        title="Learning curves", nav="Curves", anchor="curves", module="report.sections.curves"
    ),
    Section(
        title="Real and synthetic samples",
        nav="Samples",
        anchor="samples",
        module="report.sections.samples",
        kinds=PICTURES,
    ),
    Section(
        title="Real and synthetic rows",
        nav="Rows",
        anchor="rows",
        module="report.sections.rows",
        kinds=TABLES,
    ),
    Section(
        title="Are the drawn {examples} good?",
        nav="Quality",
        anchor="quality",
        module="report.sections.quality",
    ),
    Section(
        title="Can it be shared?",
        nav="Privacy",
        anchor="privacy",
        module="report.sections.privacy",
    ),
    Section(
        title="Results per class", nav="Classes", anchor="classes", module="report.sections.classes"
    ),
    Section(
        title="Inside the training", nav="Inside", anchor="gans", module="report.sections.gans"
    ),
    Section(
        title="The {examples} that were found",
        nav="{examples}",
        anchor="images",
        module="report.sections.data_check",
    ),
    Section(
        title="Data and augmentation",
        nav="Method",
        anchor="method",
        module="report.sections.method",
    ),
    Section(
        title="Configuration and environment",
        nav="Settings",
        anchor="settings",
        module="report.sections.settings",
    ),
)
