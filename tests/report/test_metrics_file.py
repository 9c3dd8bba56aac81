"""metrics.jsonl is read back, and what is no such file is refused in a sentence."""

import pytest

from foundation.errors import UserError
from report.metrics_file import read_metrics


def test_rows_are_read_in_their_order(tmp_path):
    (tmp_path / "metrics.jsonl").write_text('{"arm": "ä", "value": 0.1}\n{"arm": null}\n', "utf-8")
    assert read_metrics(tmp_path) == ({"arm": "ä", "value": 0.1}, {"arm": None})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "expected a finished run, found no metrics.jsonl"),
        (b'{"arm": 1}\n{"ar', "expected a row of JSON in each line"),
        (b"\xff", "expected a row of JSON in each line"),
        (b"[1]", "expected an object in each line"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path, content, words):
    if content is not None:
        (tmp_path / "metrics.jsonl").write_bytes(content)
    with pytest.raises(UserError, match=words):
        read_metrics(tmp_path)
