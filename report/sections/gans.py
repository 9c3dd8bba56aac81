"""Inside the training: how each class's GAN went, what it drew on the way, and what it looks at."""

from dataclasses import dataclass

from gan.doctor.findings import Finding, load_findings
from report.arm_result import ClassGan
from report.found import Found
from report.inside_views import LinkedPicture, ShownView, shown_views
from report.rendering import render
from report.section import Content


@dataclass(frozen=True, kw_only=True)
class _Class:
    """What is unfolded of a class."""

    gan: ClassGan
    trained_for: str
    """Whose training it was, such as `class 7`."""
    stills: dict[str, bytes]
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
    every = [*of_run, *(view for each in classes for view in each.views)]
    readings = {view.name: view.row for view in every if view.pictures}
    html = render("sections/gans", classes=classes, of_run=of_run, readings=readings)
    return Content(html=html)


def _class(found: Found, gan: ClassGan) -> _Class:
    root, animation = found.run.run_directory.root, gan.directory / "progress.gif"
    trained_for = found.run.trained_for(gan.class_name)
    return _Class(
        gan=gan,
        trained_for=trained_for,
        stills=_stills(gan, trained_for),
        animation=LinkedPicture.of(animation, root) if animation.is_file() else None,
        views=shown_views(found.run, gan.class_name),
        findings=load_findings(gan.directory) or [],
    )


def _stills(gan: ClassGan, trained_for: str) -> dict[str, bytes]:
    files = {
        f"Losses and discriminator accuracy of {trained_for}": "losses.png",
        f"The same latents of class {gan.class_name} at chosen epochs": "samples.png",
    }
    paths = {text: gan.directory / name for text, name in files.items()}
    return {text: path.read_bytes() for text, path in paths.items() if path.is_file()}
