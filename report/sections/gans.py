"""The GAN of each class, folded: how its training went and what it drew on the way."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from report.arm_result import ClassGan
from report.found import Found
from report.rendering import render
from report.section import Content


@dataclass(frozen=True, kw_only=True)
class _Animation:
    """A file beside the page: all classes' together would be most of its weight."""

    path: Path
    file: str
    """Below the run directory."""

    @property
    def address(self) -> str:
        """Relative to the page."""
        return quote(self.file)


def shown(found: Found) -> bool:
    return True


def build(found: Found) -> Content:
    root = found.run.run_directory.root
    classes = [(gan, _stills(gan), _animation(gan, root)) for gan in found.gans]
    return Content(html=render("sections/gans", classes=classes))


def _stills(gan: ClassGan) -> dict[str, bytes]:
    """What each picture shows -> the picture."""
    files = {
        f"Losses and discriminator accuracy of class {gan.class_name}": "losses.png",
        f"The same latents of class {gan.class_name} at chosen epochs": "samples.png",
    }
    paths = {text: gan.directory / name for text, name in files.items()}
    return {text: path.read_bytes() for text, path in paths.items() if path.is_file()}


def _animation(gan: ClassGan, root: Path) -> _Animation | None:
    path = gan.directory / "progress.gif"
    if not path.is_file():
        return None
    return _Animation(path=path, file=path.relative_to(root).as_posix())
