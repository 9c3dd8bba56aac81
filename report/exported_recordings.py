"""A drawn set of recordings: class folders of WAV files."""

from report.exported_folders import FolderForm

_LOADING = """\
```python
# Keras; labels are the folders, in the order of their names
import keras
recordings = keras.utils.audio_dataset_from_directory(
    "DIR/{SPLIT}", output_sequence_length={samples}, sampling_rate=None
)

# Hugging Face; the column "label" comes from {METADATA} (names that are numbers, as numbers)
import datasets
recordings = datasets.load_dataset("audiofolder", data_dir="DIR", split="{SPLIT}")

# Croissant
import mlcroissant
records = mlcroissant.Dataset(jsonld="DIR/croissant.json").records("recordings")

# SciPy and the table of labels; {sample_rate} samples per second
import pandas
from scipy.io import wavfile
labels = pandas.read_csv("DIR/{METADATA}", dtype=str, keep_default_na=False)
rate, samples = wavfile.read("DIR/{SPLIT}/" + labels["file_name"][0])
```"""


FORM = FolderForm(
    TASK="audio-classification",
    one="recording",
    several="recordings",
    ending="wav",
    media_type="audio/wav",
    croissant_type="",
    text=_LOADING,
    settings=lambda data: {"samples": data["samples"], "sample_rate": data["sample_rate"]},
)
