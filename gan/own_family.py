"""A family of the user's own: a function `build` in a file of theirs, named FILE.py:FUNCTION.

This is the one place where code from a path is run.
"""

import importlib.util
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foundation.errors import UserError
from foundation.files import known_digest
from gan.catalog import FAMILIES, UNPACKED_SWITCHES, Family

_OWN = re.compile(r"(?P<path>.+\.py):(?P<function>[A-Za-z_]\w*)")


@dataclass(frozen=True, kw_only=True)
class OwnFamily(Family):
    """A row whose function is in a file outside of the program."""

    path: Path
    function: str

    @property
    def digest(self) -> str:
        """SHA-256 of the file: other code makes another GAN."""
        return known_digest(self.path)

    @property
    def plain_name(self) -> str:
        """For the name of a directory."""
        return f"{re.sub(r'[^A-Za-z0-9]+', '-', self.path.stem)}-{self.function}"

    def load(self) -> Callable[..., Any]:
        """The function, after the file was run.

        Raises:
            UserError: The file cannot be run, or has no such function.
        """
        name = f"own_family_{self.digest[:16]}"
        if name not in sys.modules:
            spec = importlib.util.spec_from_file_location(name, self.path)
            assert spec is not None and spec.loader is not None  # it ends in .py
            module = sys.modules[name] = importlib.util.module_from_spec(spec)
            try:
                spec.loader.exec_module(module)
            except Exception as error:
                del sys.modules[name]
                raise UserError(
                    f"--gan {self.path}: expected Python that runs, found "
                    f"{type(error).__name__}: {error}."
                ) from error
        function = getattr(sys.modules[name], self.function, None)
        if not callable(function):
            raise UserError(f"--gan {self.path}: expected a function {self.function}, found none.")
        return function


def own_family(name: str) -> OwnFamily | None:
    """The row of a name FILE.py:FUNCTION; None: it is no such name.

    Raises:
        UserError: There is no such file.
    """
    found = _OWN.fullmatch(name)
    if found is None:
        return None
    path = Path(found["path"])
    if not path.is_file():
        raise UserError(f"--gan {path}: expected a file of Python, found none there.")
    return OwnFamily(
        module="",
        about="A family of the user's own.",
        source=str(path),
        heeds=UNPACKED_SWITCHES,
        path=path,
        function=found["function"],
    )


def know_own_layers(name: str) -> None:
    """Run the user's file, where the networks of a name are of one and it is still there: saved
    models may have layers of its own.

    Raises:
        UserError: The file cannot be run.
    """
    found = _OWN.fullmatch(name)
    if found is not None and Path(found["path"]).is_file():
        row = own_family(name)
        assert row is not None  # it has such a name
        row.load()


def find_family(name: str) -> Family | None:
    """The row of the table, or that of a user's file; None: there is neither."""
    return FAMILIES.get(name) or own_family(name)
