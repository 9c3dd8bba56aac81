"""What was found in a training, as `findings.json`; needs no TensorFlow."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from foundation.files import write_atomically
from gan.doctor.advice import advice_for
from gan.doctor.catalog import SYMPTOMS
from gan.options import GanConfig

FILE = "findings.json"


@dataclass(frozen=True)
class Finding:
    """A symptom that a training has."""

    symptom: str
    """Of the row in `gan.doctor.catalog.SYMPTOMS`."""
    evidence: str
    """One sentence with figures."""

    @property
    def title(self) -> str:
        """What it is called."""
        return SYMPTOMS[self.symptom].title

    @property
    def about(self) -> str:
        """What it is."""
        return SYMPTOMS[self.symptom].about

    def advice(self, config: GanConfig) -> str:
        """What may be tried in a training that was set like this."""
        return advice_for(self.symptom, config)


def save_findings(directory: Path, findings: Sequence[Finding]) -> Path:
    """Write the file of a unit; returns its path.

    Raises:
        UserError: It cannot be written.
    """
    text = json.dumps([asdict(each) for each in findings], indent=1, ensure_ascii=False)
    write_atomically(directory / FILE, text + "\n")
    return directory / FILE


def load_findings(directory: Path) -> list[Finding] | None:
    """What was found in the training of a unit; None where nobody looked."""
    path = directory / FILE
    if not path.is_file():
        return None
    found = [Finding(**each) for each in json.loads(path.read_text("utf-8"))]
    return [each for each in found if each.symptom in SYMPTOMS]
