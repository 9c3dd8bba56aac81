"""Words of a command line into settings; whatever is wrong is one sentence that names the option.

The parser is tyro's. Its own complaints come in boxes and name classes of ours, so they are taken
from it as events (`tyro._errors`, whose version requirements.txt holds) and said here.
"""

import dataclasses
import difflib
import re
import sys
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import tyro
from tyro import _errors as tyro_errors

from foundation.errors import UserError

_VALUES: dict[Any, str] = {
    int: "a whole number",
    float: "a number",
    str: "a word",
    Path: "a path",
    bool: "no value",
    type(None): "None",
}
_FIELD = r"(?:[a-z_0-9]+\.)?[a-z_0-9]+"
_FIELDS_OF_A_CHECK = re.compile(rf"({_FIELD})((?: and {_FIELD})?): ")


def option_types(settings: type, prefix: str = "--") -> Iterator[tuple[str, Any]]:
    """The options of a settings class, with their dashes, and what they take.

    Args:
        settings: A dataclass, maybe of dataclasses, as tyro reads it.
        prefix: What all names begin with.
    """
    hints = typing.get_type_hints(settings, include_extras=True)
    for field in dataclasses.fields(settings):
        kind: Any = hints[field.name]
        notes: list[Any] = []
        if typing.get_origin(kind) is typing.Annotated:
            kind, *notes = typing.get_args(kind)
        given = [note.name for note in notes if getattr(note, "name", None) is not None]
        name = given[0] if given else field.name.replace("_", "-")
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            yield from option_types(kind, f"{prefix}{name}." if name else prefix)
            continue
        yield f"{prefix}{name}", kind
        for note in notes:
            yield from ((alias, kind) for alias in getattr(note, "aliases", None) or ())


def is_list(kind: Any) -> bool:
    """Whether an option takes any number of words."""
    return typing.get_origin(kind) is tuple and typing.get_args(kind)[-1] is Ellipsis


def value_in_words(kind: Any) -> str:
    """What an option of a type takes, such as `two numbers or None`."""
    parts = typing.get_args(kind)
    if is_list(kind):
        return "one or more words"
    if typing.get_origin(kind) is tuple:
        return "two numbers"
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        words = ["True or False" if part is bool else value_in_words(part) for part in parts]
        return " or ".join(words)
    return _VALUES.get(kind, "a value")


Settings = TypeVar("Settings")


def parse_words(
    settings: type[Settings],
    words: Sequence[str],
    *,
    prog: str,
    default: Settings | None = None,
    description: str | None = None,
    may_be_empty: Sequence[str] | None = (),
) -> Settings:
    """The settings that a command line asks for.

    Args:
        settings: A dataclass whose field texts are the help.
        words: The command line without the program's name.
        prog: The program's name, for its help.
        default: The settings where the words say nothing; None: those of the class.
        description: The head of the help; None: the text of the class.
        may_be_empty: Options with a list that may have nothing after them; None: all, because the
            words are no shell's, where an empty variable would have gone unseen.

    Raises:
        SystemExit: With 0, after the help.
        UserError: An option is unknown, or its value is none: which one, what was expected and
            what was found.
    """
    given: dict[str, Any] = {} if default is None else {"default": default}
    return _parsed(settings, words, may_be_empty, prog=prog, description=description, **given)


def parse_known_words(
    settings: type[Settings], words: Sequence[str], *, prog: str, description: str | None = None
) -> tuple[Settings, list[str]]:
    """As `parse_words`, and the words that are for somebody else."""
    return _parsed(
        settings, words, (), prog=prog, description=description, return_unknown_args=True
    )


def _parsed(
    settings: type, words: Sequence[str], may_be_empty: Sequence[str] | None, **how: Any
) -> Any:
    options = dict(option_types(settings))
    said = _Words(list(words), options)
    if may_be_empty is not None:
        said.refuse_empty_lists(may_be_empty)
    try:
        with tyro_errors.on_parse_error(said.refuse):
            return tyro.cli(settings, args=said.words, **how)
    except UserError as error:
        raise by_option(error, options) from None


def by_option(error: UserError, options: Mapping[str, Any], group: str = "") -> UserError:
    """The error of a check with its fields as the options that they are on a command line.

    Args:
        error: Its text may begin with a field, as `updates: expected ...`.
        options: All options.
        group: Of the field, such as `gan`; empty where the field has its group or needs none.
    """
    begin = _FIELDS_OF_A_CHECK.match(str(error))
    if begin is None:
        return error
    names = [begin[1], *filter(None, [begin[2].removeprefix(" and ")])]
    found = [_option(name, options, group) for name in names]
    if None in found:
        return error
    return UserError(f"{' and '.join(map(str, found))}: {str(error)[begin.end() :]}")


def _option(field: str, options: Mapping[str, Any], group: str) -> str | None:
    name = field.replace("_", "-")
    wanted = (f"--{group.replace('_', '-')}.{name}", f"--{name}")
    return next((option for option in wanted if option in options), None)


def _name(word: str) -> str:
    return word.partition("=")[0].replace("_", "-")


@dataclasses.dataclass(frozen=True)
class _Words:
    """A command line, and the options that it may have."""

    words: list[str]
    options: dict[str, Any]

    def refuse_empty_lists(self, may_be_empty: Sequence[str]) -> None:
        for option, kind in self.options.items():
            if is_list(kind) and option not in may_be_empty and self._given(option) == []:
                raise UserError(
                    f"{option}: expected one or more words, found none; leave the option out for "
                    "its default."
                )

    def refuse(self, event: tyro_errors.ParseErrorEvent) -> None:
        """Raise the sentence for what tyro would complain of; leaves to it what is unheard of."""
        if isinstance(event, tyro_errors.UnrecognizedArgs):
            raise self._unknown(event.tokens[0])
        if isinstance(event, tyro_errors.MissingArgs):
            if event.unrecognized_tokens:
                raise self._unknown(event.unrecognized_tokens[0])
            names = [missing.arg.display_name() for missing in event.missing_arguments]
            raise UserError(f"{names[0]}: expected a value, found none.")
        if isinstance(event, tyro_errors.InvalidChoice):
            names = [event.argument.display_name()]
            choices = ", ".join(event.choices)
            raise UserError(f"{names[0]}: expected one of {choices}, found {event.value!r}.")
        if isinstance(event, tyro_errors.BadValue):
            self._refuse_value(event.argument)
        if isinstance(event, tyro_errors.InstantiationFailure):
            if event.argument is not None:
                self._refuse_value(event.argument)
            raise self._check_of_a_group(event.message)

    def _check_of_a_group(self, message: str) -> UserError:
        """A check of ours in a class below the first; tyro knows where it stands."""
        failure: Any = sys.exception()
        group = failure.arg if isinstance(getattr(failure, "arg", None), str) else ""
        # The first class's own name for its part is no part of the options' names.
        return by_option(UserError(message), self.options, group.rpartition(".")[2])

    def _refuse_value(self, argument: Any) -> NoReturn:
        flags = argument.lowered.name_or_flags
        used = [flag for flag in flags if self._given(flag) is not None]
        if not used:  # a word without an option, such as the directory of a run
            raise UserError(f"{argument.display_name()}: expected another value.")
        raise self._wrong_value(used[-1])

    def _wrong_value(self, option: str) -> UserError:
        found = " ".join(map(repr, self._given(option) or [])) or "none"
        return UserError(
            f"{option}: expected {value_in_words(self.options[option])}, found {found}."
        )

    def _unknown(self, word: str) -> UserError:
        name = _name(word)
        if not word.startswith("-"):
            owner = self._owner(word)
            if owner in self.options:
                return self._wrong_value(owner)
            return UserError(
                f"{word!r}: expected options, which begin with two dashes, found a word that "
                "belongs to none."
            )
        inner = [option for option in self.options if option.startswith(f"{name}.")]
        outer = [option for option in self.options if name.startswith(f"{option}.")]
        closest, close = (
            difflib.get_close_matches(name, self.options, n=1, cutoff=cutoff)
            for cutoff in (0.9, 0.6)
        )
        near = (closest + outer + close + inner)[:1]
        hint = f" Did you mean {near[0]}?" if near else ""
        return UserError(f"{name}: expected an option of --help, found an unknown one.{hint}")

    def _owner(self, word: str) -> str:
        """The option that a word stands after."""
        owner = ""
        for candidate in self.words:
            if candidate.startswith("--"):
                owner = _name(candidate)
                if candidate.partition("=")[2] == word:
                    return owner
            elif candidate == word:
                return owner
        return owner

    def _given(self, option: str) -> list[str] | None:
        """The words after an option, the last time that it comes; None: it does not come."""
        places = [at for at, word in enumerate(self.words) if _name(word) == option]
        if not places:
            return None
        _, joined, value = self.words[places[-1]].partition("=")
        given = [value] if joined else []
        for word in self.words[places[-1] + 1 :]:
            if word.startswith("--"):
                break
            given.append(word)
        return given
