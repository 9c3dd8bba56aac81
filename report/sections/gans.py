"""Inside the training: how each class's GAN went, what it drew on the way, and what it looks at."""

from dataclasses import dataclass, replace
from pathlib import Path

from gan.doctor.findings import Finding, load_findings
from plan.views import VIEWS
from report.arm_result import ClassGan
from report.found import Found
from report.inside_views import LinkedPicture, ShownView, shown_views
from report.rendering import render
from report.section import Content

_LOSSES_OF = "Losses and discriminator accuracy of"


@dataclass(frozen=True, kw_only=True)
class _Class:
    """What is unfolded of a class."""

    gan: ClassGan
    stills: dict[str, LinkedPicture]
    """What each picture shows -> the picture."""
    animation: LinkedPicture | None
    views: list[ShownView]
    findings: list[Finding]
    """Of the training's doctor."""


def shown(found: Found) -> bool:
    return True


def build(found: Found) -> Content:
    classes = [_class(found, gan) for gan in found.gans]
    of_run = shown_views(found.run) if found.run.plan.needs_gans else []
    shared: dict[str, LinkedPicture] = {}
    if found.run.config.gan.conditional:
        shared, of_training, classes = _once(classes)
        of_run = [*of_training, *of_run]
    every = [*of_run, *(view for each in classes for view in each.views)]
    readings = {view.name: view.row for view in every if view.pictures}
    html = render(
        "sections/gans",
        classes=classes,
        of_run=of_run,
        shared=shared,
        readings=readings,
        links_stills=found.is_loaded_again,
        config=found.run.config.gan,
    )
    return Content(html=html)


def _class(found: Found, gan: ClassGan) -> _Class:
    root, animation = found.run.run_directory.root, gan.directory / "progress.gif"
    return _Class(
        gan=gan,
        stills=_stills(gan, root, found.run.trained_for(gan.class_name)),
        animation=LinkedPicture.of(animation, root) if animation.is_file() else None,
        views=shown_views(found.run, gan.class_name),
        findings=load_findings(gan.directory) or [],
    )


def _once(classes: list[_Class]) -> tuple[dict[str, LinkedPicture], list[ShownView], list[_Class]]:
    """Pictures of the one training that all classes share, and the classes without them."""
    stills: dict[str, LinkedPicture] = {}
    views: dict[str, ShownView] = {}
    for each in reversed(classes):  # those of the first class that has them stay
        stills |= {text: each.stills[text] for text in each.stills if text.startswith(_LOSSES_OF)}
        views |= {view.name: view for view in each.views if view.row.of_training}
    others = [
        replace(
            each,
            stills={text: still for text, still in each.stills.items() if text not in stills},
            views=[view for view in each.views if not view.row.of_training],
        )
        for each in classes
    ]
    return stills, [views[name] for name in VIEWS if name in views], others


def _stills(gan: ClassGan, root: Path, trained_for: str) -> dict[str, LinkedPicture]:
    files = {
        f"{_LOSSES_OF} {trained_for}": "losses.png",
        f"The same latents of class {gan.class_name} at chosen epochs": "samples.png",
    }
    paths = {text: gan.directory / name for text, name in files.items()}
    return {text: LinkedPicture.of(path, root) for text, path in paths.items() if path.is_file()}
