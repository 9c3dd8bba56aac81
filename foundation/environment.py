"""On what a result was made: versions, commit, device."""

import hashlib
import os
import platform
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

_HOUSE = Path(__file__).resolve().parents[1]
_PACKAGES = ("tensorflow", "keras", "tensorflow-datasets", "numpy", "pandas", "scikit-learn")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _commit() -> str:
    """The checkout's commit; where the code differs from it, or outside of git, with its digest.

    Two trees with changes are two versions: `<commit>+changes-<digest>`, `sources-<digest>`.
    """
    command = ["git", "-C", str(_HOUSE), "describe", "--always", "--abbrev=40", "--dirty=+changes"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return f"sources-{_sources_digest()}"
    commit = result.stdout.strip()
    return f"{commit}-{_sources_digest()}" if commit.endswith("+changes") else commit


def _sources_digest() -> str:
    """Twelve hexadecimal digits of the program's own modules, wherever they lie."""
    digest = hashlib.sha256()
    packages = [path.parent for path in _HOUSE.glob("*/__init__.py")]
    modules = [path for package in packages for path in package.rglob("*.py")]
    for path in sorted([*modules, _HOUSE / "run_experiment.py"]):
        digest.update(path.relative_to(_HOUSE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


@cache
def made_with() -> dict[str, str | None]:
    """What a unit's marker keeps of the environment: commit and versions, asked for once."""
    return {"commit": _commit()} | {name: _version(name) for name in ("tensorflow", "keras")}


def describe_environment() -> dict[str, Any]:
    """Versions, commit and hardware as JSON types; None where a fact cannot be had."""
    import tensorflow as tf  # the markers of units need only the versions above

    gpus = [device.name for device in tf.config.list_physical_devices("GPU")]
    return {
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "packages": {package: _version(package) for package in _PACKAGES},
        "commit": _commit(),
        "device": {"processor": _processor(), "cores": os.cpu_count(), "gpus": gpus},
    }
