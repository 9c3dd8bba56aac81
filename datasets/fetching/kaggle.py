"""Data sets of Kaggle, with the user's own credentials."""

import contextlib
import functools
import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from datasets.fetching.downloaded_folder import data_directory, keep_folder
from datasets.fetching.downloads import DownloadError, RemoteFile, fetch_files
from datasets.fetching.place import Place
from datasets.fetching.readable_names import readable_name, slug
from datasets.tables.reading import is_table
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

PREFIX = "kaggle:"
STEPS = (
    "make a token at https://www.kaggle.com/settings/api and set KAGGLE_API_TOKEN to it (or "
    "KAGGLE_USERNAME and KAGGLE_KEY, or save kaggle.json as ~/.kaggle/kaggle.json)"
)
# Kaggle's own addresses are made of these; they become names of folders here.
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
ANSWER_SECONDS = 30.0

# Gives the address of a data set's archive and the headers that it needs, for owner and name.
FindArchive = Callable[[str, str], RemoteFile]


def fetch_kaggle(
    dataset: str,
    data_dir: Path | None,
    display: ProgressDisplay | None = None,
    *,
    find_archive: FindArchive | None = None,
) -> Place:
    """A Kaggle data set, or a folder or file in it.

    It is kept unpacked in `<data_dir>/kaggle/OWNER/NAME`, which later runs use.

    Args:
        dataset: `OWNER/NAME`, `OWNER/NAME:SUBFOLDER` or `OWNER/NAME:FILE`.
        data_dir: Where data sets are kept; None for the user's own data directory.
        display: Where progress goes.
        find_archive: Asks Kaggle where the archive is.

    Returns:
        The folder, or the file, which a folder with nothing but that table is as well.

    Raises:
        UserError: The name is none, there are no credentials, or the data cannot be had.
    """
    owner, name, subfolder = parse_name(dataset)
    place = data_directory(data_dir) / "kaggle" / owner

    ask = find_archive or ask_kaggle
    # Asked before anything is made on the disk: without an account nothing is left there.
    remote = None if (place / name).is_dir() else _archive(owner, name, ask)

    def fetch(directory: Path) -> Path:
        if display is not None:
            display.say(f"Downloading {owner}/{name} from Kaggle to {place / name}")
        found = remote or _archive(owner, name, ask)  # the folder was there a moment ago
        with _failures_said(owner, name):
            fetch_files([found], directory, display=display)
        return directory / found.file_name

    folder = keep_folder(place / name, fetch, display)
    title = f"{owner}/{name}" + (f":{readable_name(subfolder)}" if subfolder else "")
    return Place(
        path=_only_table(_inside(folder, subfolder)),
        name=slug(f"kaggle-{title}"),
        title=title,
        provenance=f"Kaggle data set {title}, https://www.kaggle.com/datasets/{owner}/{name}.",
    )


def parse_name(dataset: str) -> tuple[str, str, str]:
    """Owner, name and what lies inside (maybe empty) of `OWNER/NAME[:SUBFOLDER]`.

    Raises:
        UserError: It is not of that form, or the subfolder would lie outside.
    """
    full_name, _, subfolder = dataset.partition(":")
    parts = full_name.split("/")
    if len(parts) != 2 or not all(_SLUG.fullmatch(part) for part in parts):
        raise UserError(
            f"{PREFIX}{readable_name(dataset)}: expected kaggle:OWNER/NAME or "
            f"kaggle:OWNER/NAME:SUBFOLDER, as in the address "
            f"https://www.kaggle.com/datasets/OWNER/NAME, found other characters or parts."
        )
    return parts[0], parts[1], subfolder


def _inside(folder: Path, subfolder: str) -> Path:
    """The subfolder or file, which must lie in the folder."""
    root = folder.resolve()
    try:
        wanted = (root / subfolder).resolve()
        exists = wanted.is_relative_to(root) and (wanted.is_dir() or wanted.is_file())
    except (OSError, ValueError):
        exists = False
    if not exists:
        known = sorted(readable_name(entry.name) for entry in root.iterdir())
        shown = f"{', '.join(known[:10]) or 'nothing'}{' and more' if len(known) > 10 else ''}"
        raise UserError(
            f"{PREFIX}: expected a folder or file inside of the data set, found {subfolder!r}; "
            f"it has {shown}."
        )
    return wanted


def _only_table(path: Path) -> Path:
    """The table, where there is one and no folder beside it; else what was asked for."""
    entries = list(path.iterdir()) if path.is_dir() else []
    tables = [entry for entry in entries if is_table(entry)]
    alone = len(tables) == 1 and not any(entry.is_dir() for entry in entries)
    return tables[0] if alone else path


def _archive(owner: str, name: str, find_archive: FindArchive) -> RemoteFile:
    with _failures_said(owner, name):
        return find_archive(owner, name)


@contextlib.contextmanager
def _failures_said(owner: str, name: str) -> Iterator[None]:
    try:
        yield
    except DownloadError as error:
        raise UserError(
            f"{PREFIX}{owner}/{name} could not be downloaded ({error}): run again with a "
            f"connection to the internet; what has come is kept."
        ) from error


def ask_kaggle(owner: str, name: str) -> RemoteFile:
    """Ask Kaggle's own client where the archive of a data set is.

    Raises:
        DownloadError: Kaggle does not answer.
        UserError: There are no credentials, Kaggle does not accept them, or has no such data set.
    """
    credentials = find_credentials(Path.home(), os.environ)
    if credentials is None:
        raise UserError(f"{PREFIX}{owner}/{name} needs a Kaggle account: {STEPS}, then run again.")
    ask = functools.partial(_request_archive, owner, name, credentials)
    return _within(ANSWER_SECONDS, ask)


def find_credentials(home: Path, environment: Mapping[str, str]) -> dict[str, str] | None:
    """Arguments for Kaggle's client, from where its own program looks; None where none are.

    Args:
        home: The user's home directory.
        environment: `KAGGLE_API_TOKEN` (a token or a file with one), `KAGGLE_USERNAME` with
            `KAGGLE_KEY`, `KAGGLE_CONFIG_DIR`.

    Returns:
        `api_token`, or `username` and `password`.
    """
    token = environment.get("KAGGLE_API_TOKEN", "")
    if token:
        return {"api_token": _read(Path(token)) or token}
    pair = environment.get("KAGGLE_USERNAME"), environment.get("KAGGLE_KEY")
    if pair[0] and pair[1]:
        return {"username": pair[0], "password": pair[1]}
    folders = [
        home / ".kaggle",
        Path(environment.get("XDG_CONFIG_HOME") or home / ".config", "kaggle"),
    ]
    if environment.get("KAGGLE_CONFIG_DIR"):
        folders.insert(0, Path(environment["KAGGLE_CONFIG_DIR"]))
    for folder in folders:
        for file_name in ("access_token", "access_token.txt"):
            if token := _read(folder / file_name):
                return {"api_token": token}
        if found := _read_key(folder / "kaggle.json"):
            return found
    return None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


def _read_key(path: Path) -> dict[str, str] | None:
    try:
        content = json.loads(_read(path))
        found = {"username": content["username"], "password": content["key"]}
    except (ValueError, KeyError, TypeError):
        return None
    return found if all(isinstance(value, str) and value for value in found.values()) else None


def _request_archive(owner: str, name: str, credentials: dict[str, str]) -> RemoteFile:
    # kagglesdk, the client that comes with the package kaggle: "import kaggle" itself would log in.
    import requests
    from kagglesdk import KaggleClient, KaggleEnv
    from kagglesdk.datasets.types.dataset_api_service import ApiDownloadDatasetRequest

    request = ApiDownloadDatasetRequest()
    request.owner_slug, request.dataset_slug = owner, name
    try:
        with KaggleClient(env=KaggleEnv.PROD, **credentials) as client:  # type: ignore[arg-type]
            response: Any = client.datasets.dataset_api_client.download_dataset(request)
    except requests.HTTPError as error:
        status = error.response.status_code if error.response is not None else None
        raise _refusal(owner, name, status) from None
    except requests.RequestException as error:
        raise DownloadError(f"api.kaggle.com: no connection ({type(error).__name__})") from None
    with response:
        if response.request.method != "GET":
            raise DownloadError("api.kaggle.com: an answer without the address of an archive")
        # Only where the key has not been left behind on the way to another host.
        key = response.request.headers.get("Authorization")
        headers = {"Authorization": key} if key else {}
        return RemoteFile(url=response.url, file_name=f"{name}.zip", headers=headers)


def _refusal(owner: str, name: str, status: int | None) -> Exception:
    page = f"https://www.kaggle.com/datasets/{owner}/{name}"
    if status in (401, 403):
        return UserError(
            f"{PREFIX}{owner}/{name}: Kaggle did not accept the credentials (HTTP status "
            f"{status}): {STEPS}, accept the data set's terms on {page}, then run again."
        )
    if status == 404:
        return UserError(
            f"{PREFIX}{owner}/{name}: expected a data set of Kaggle, found none at {page}."
        )
    return DownloadError(f"api.kaggle.com: HTTP status {status}")


def _within(seconds: float, ask: Callable[[], RemoteFile]) -> RemoteFile:
    """What a function gives, in a thread of its own: Kaggle's client knows no timeout."""
    answers: list[RemoteFile | BaseException] = []

    def run() -> None:
        try:
            answers.append(ask())
        except BaseException as error:
            answers.append(error)

    worker = threading.Thread(target=run, name="ask_kaggle", daemon=True)
    worker.start()
    worker.join(seconds)
    if not answers:
        raise DownloadError(f"api.kaggle.com did not answer for {seconds:g} seconds")
    if isinstance(answers[0], BaseException):
        raise answers[0]
    return answers[0]
