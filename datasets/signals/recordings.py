"""Labelled files of sound as recordings of one length, with what is to be said of them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from datasets.dataset import Dataset
from datasets.fetching.reading import in_threads
from datasets.file_inspection import FileOutcome, inspect_files, left_out_classes
from datasets.folder_layout import LabelledFile
from datasets.inspection import PassedOver
from datasets.signals.groups import groups_of, left_out
from datasets.signals.kind import SignalKind
from datasets.signals.options import SignalOptions
from datasets.signals.scaled import to_int16, to_peak
from datasets.signals.sound_file import Sound, SoundHeader, UnusableSound, read_header, read_sound
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from foundation.rows import counted

_HELD_PART = 0.99
_LEAST_SAMPLES, MOST_SAMPLES = 512, 2**18
MOST_VALUES = 2**30
"""Samples that are held at once, 2 GB."""
_FULL = 32767


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is to be said of recordings that come from one place."""

    name: str
    title: str
    provenance: str


def load_recordings(
    files: Sequence[LabelledFile],
    passed_over: Sequence[PassedOver],
    options: SignalOptions,
    told: Told,
    display: ProgressDisplay | None = None,
    official_test: Callable[[LabelledFile], bool] | None = None,
) -> Dataset:
    """Read files of sound and look them over.

    Args:
        files: What may be sound; the order does not matter.
        passed_over: What was sorted out before, for the list.
        options: Rate, length, loudness and groups.
        told: Name, title and source.
        display: Shows the progress; None: nobody does.
        official_test: Which files are test files, where the data says so and no group is asked for.

    Returns:
        The usable recordings by class, with `inspection` set.

    Raises:
        UserError: Nothing is usable, every class is left out, the length is out of range, names do
            not fit the pattern of groups, there is too much, or (with `strict`) the same sound
            stands under two classes.
    """
    files = sorted(files, key=lambda file: (file.class_name, file.split or "", file.path))
    if official_test is not None and options.group is None:
        files = [replace(f, split="test" if official_test(f) else "train") for f in files]
    headers = _read_headers(files, display)
    rate = options.sample_rate or _usual_rate(headers)
    samples = _length(files, headers, rate, options)
    _check_amount(len(files), samples, told.title)
    examples, sounds = _read_all(files, headers, rate, samples, options, display)
    outcomes = [_outcome(*each) for each in zip(files, headers, sounds, strict=True)]
    if all(outcome.reason for outcome in outcomes):
        everything = [outcome.passed_over for outcome in outcomes] + list(passed_over)
        found = PassedOver.summary(everything) or "no file at all"
        raise UserError(f"{told.title}: expected recordings, found none that can be used: {found}.")
    data = _dataset(files, outcomes, passed_over, examples, (rate, samples, headers), options, told)
    clipped = sum(isinstance(sound, Sound) and sound.is_clipped for sound in sounds)
    return _with_remarks(data, _clipping(clipped))


def _read_headers(
    files: Sequence[LabelledFile], display: ProgressDisplay | None
) -> list[SoundHeader | UnusableSound]:
    def work(index: int) -> SoundHeader | UnusableSound:
        try:
            return read_header(files[index].path)
        except UnusableSound as error:
            return error

    return in_threads(work, len(files), "Looking at files", display)


def _usual_rate(headers: Sequence[SoundHeader | UnusableSound]) -> int:
    """That of most files; of two alike the lower one, which both have all of."""
    rates = Counter(header.sample_rate for header in headers if isinstance(header, SoundHeader))
    return min(rates, key=lambda rate: (-rates[rate], rate), default=8000)


def _length(
    files: Sequence[LabelledFile],
    headers: Sequence[SoundHeader | UnusableSound],
    rate: int,
    options: SignalOptions,
) -> int:
    """Samples of a recording; test files have no say in it where it is known which they are."""
    if options.seconds is not None:
        samples = round(options.seconds * rate)
        if not _LEAST_SAMPLES <= samples <= MOST_SAMPLES:
            raise UserError(
                f"--seconds: expected {_LEAST_SAMPLES / rate:.3g} to {MOST_SAMPLES / rate:.3g} at "
                f"{rate:,} Hz, found {options.seconds:g}."
            )
        return samples
    lengths = sorted(
        header.seconds * rate
        for file, header in zip(files, headers, strict=True)
        if isinstance(header, SoundHeader) and file.split != "test"
    )
    if not lengths:
        return _LEAST_SAMPLES
    held = lengths[min(len(lengths) - 1, int(np.ceil(_HELD_PART * len(lengths))) - 1)]
    return int(min(max(_LEAST_SAMPLES, 2 ** int(np.ceil(np.log2(held)))), MOST_SAMPLES))


def _check_amount(count: int, samples: int, title: str) -> None:
    if count * samples > MOST_VALUES:
        raise UserError(
            f"{title}: expected at most {MOST_VALUES:,} samples in all, found {count:,} files of "
            f"{samples:,}; ask for less with --seconds or --sample-rate."
        )


def _read_all(
    files: Sequence[LabelledFile],
    headers: Sequence[SoundHeader | UnusableSound],
    rate: int,
    samples: int,
    options: SignalOptions,
    display: ProgressDisplay | None,
) -> tuple[npt.NDArray[np.int16], list[Sound | UnusableSound]]:
    """All recordings, silence in the place of those that cannot be used, and what came of each."""
    examples = np.zeros((len(files), samples), np.int16)

    def work(index: int) -> Sound | UnusableSound:
        header = headers[index]
        if isinstance(header, UnusableSound):
            return header
        try:
            sound = read_sound(files[index].path, rate, samples / rate + 0.1)
        except UnusableSound as error:
            return error
        wave = sound.samples[:samples][np.newaxis]
        alike = options.loudness == "recording"
        examples[index, : wave.shape[1]] = to_peak(wave) if alike else to_int16(wave * _FULL)
        return replace(sound, samples=sound.samples[:0])  # nothing else of it is needed

    return examples, in_threads(work, len(files), "Reading recordings", display)


def _outcome(
    file: LabelledFile, header: SoundHeader | UnusableSound, sound: Sound | UnusableSound
) -> FileOutcome:
    outcome = FileOutcome(
        file=file.shown_name,
        class_name=file.class_name,
        split=file.split,
        reason=str(sound) if isinstance(sound, UnusableSound) else "",
    )
    if isinstance(header, UnusableSound):
        return outcome
    size, form = f"{header.seconds:.2f} s", f"{header.form} {header.sample_rate} Hz"
    return replace(outcome, extent=header.seconds, size=size, form=form)


def _dataset(
    files: Sequence[LabelledFile],
    outcomes: Sequence[FileOutcome],
    passed_over: Sequence[PassedOver],
    examples: npt.NDArray[np.int16],
    form: tuple[int, int, Sequence[SoundHeader | UnusableSound]],
    options: SignalOptions,
    told: Told,
) -> Dataset:
    rate, samples, headers = form
    dropped = left_out_classes(outcomes, options.min_images, SignalKind.nouns)
    rows = [
        index
        for index, outcome in enumerate(outcomes)
        if not outcome.reason and outcome.class_name not in dropped
    ]
    if not rows:
        reasons = ", ".join(f"{name!r} ({why})" for name, why in list(dropped.items())[:5])
        raise UserError(f"{told.title}: --min-images leaves out every class: {reasons}.")
    used = [files[row] for row in rows]
    class_names = tuple(sorted({file.class_name for file in used}))
    groups, test = _groups(used, options)
    data = Dataset(
        name=told.name,
        title=told.title,
        kind=SignalKind(samples, rate, options.loudness),
        examples=examples[rows],
        labels=np.searchsorted(class_names, [file.class_name for file in used]).astype(np.int64),
        class_names=class_names,
        test_mask=_mask(used, "test") if test is None else test,
        validation_mask=_mask(used, "validation"),
        provenance=f"{told.provenance} {_treatment(rate, samples, options)}",
        groups=groups,
    )
    data = inspect_files(data, outcomes, passed_over, dropped, strict=options.strict)
    return _with_remarks(data, _remarks([headers[row] for row in rows], rate, samples))


def _with_remarks(data: Dataset, remarks: Sequence[str]) -> Dataset:
    assert data.inspection is not None  # which every data set of files has
    told = (*data.inspection.remarks, *remarks)
    return replace(data, inspection=replace(data.inspection, remarks=told))


def _clipping(count: int) -> list[str]:
    """That some are distorted, which no classifier may go by."""
    if not count:
        return []
    return [f"As loud as their format can hold, and so perhaps clipped: {counted(count, 'file')}."]


def _groups(
    used: Sequence[LabelledFile], options: SignalOptions
) -> tuple[npt.NDArray[np.int64] | None, npt.NDArray[np.bool_] | None]:
    """A number for each recording's group, and which are of the group that is left out."""
    if options.group is None:
        if options.leave_out is not None:
            raise UserError(
                "--leave-out: expected --group with it, which says what groups are, found none."
            )
        return None, None
    names = groups_of([file.path.stem for file in used], options.group)
    numbers = np.unique(names, return_inverse=True)[1].astype(np.int64)
    return numbers, None if options.leave_out is None else left_out(names, options.leave_out)


def _mask(files: Sequence[LabelledFile], split: str) -> npt.NDArray[np.bool_] | None:
    mask = np.array([file.split == split for file in files])
    return mask if mask.any() else None


def _treatment(rate: int, samples: int, options: SignalOptions) -> str:
    """One sentence on what was done to the sound."""
    loud = "each as loud as the others" if options.loudness == "recording" else "as loud as it was"
    return f"One channel, {rate:,} Hz, {samples / rate:.3g} s ({samples:,} samples), {loud}."


def _remarks(headers: Sequence[SoundHeader | UnusableSound], rate: int, samples: int) -> list[str]:
    """What was cut, filled up, mixed down and resampled."""
    known = [header for header in headers if isinstance(header, SoundHeader)]
    counts = {
        "mixed down from several channels to one: {}": sum(header.channels > 1 for header in known),
        f"resampled to {rate:,} Hz (polyphase filter, Kaiser window, beta 5): {{}}": sum(
            header.sample_rate != rate for header in known
        ),
        f"longer than {samples / rate:.3g} s, their ends cut off: {{}}": sum(
            header.seconds * rate > samples + 1 for header in known
        ),
        "shorter, filled up with silence at the end: {}": sum(
            header.seconds * rate < samples - 1 for header in known
        ),
    }
    said = [text.format(counted(count, "recording")) for text, count in counts.items() if count]
    return [f"{text[0].upper()}{text[1:]}." for text in said]
