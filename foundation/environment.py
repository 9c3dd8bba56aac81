"""On what a result was made: versions, commit, device."""

import os
import platform
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

_PACKAGES = ("tensorflow", "keras", "tensorflow-datasets", "numpy", "pandas", "scikit-learn")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _commit() -> str | None:
    """The checkout's commit, with `+changes` where the work tree differs; None outside of git."""
    here = Path(__file__).resolve().parent
    command = ["git", "-C", str(here), "describe", "--always", "--abbrev=40", "--dirty=+changes"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return result.stdout.strip()


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
