import json
import os

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.domains.exercises import document as documents
from comity.domains.exercises.document import document_text, parse_document, read_document, schema, write_document
from comity.kernel.tables import PlacedError


def test_the_schema_itself_is_valid_and_describes_every_section(document):
    jsonschema.Draft202012Validator.check_schema(schema())
    assert set(schema()["required"]) == set(document) == set(schema()["properties"])


def test_what_is_written_is_read_back(document, tmp_path):
    path = tmp_path / "evaluation.json"
    write_document(document, path)
    assert read_document(path) == document
    assert os.listdir(tmp_path) == ["evaluation.json"]  # noqa: PTH208 - names are enough


def test_numbers_have_twelve_digits_and_are_never_nan(document):
    text = document_text(document)
    assert "NaN" not in text
    assert "Infinity" not in text
    assigned = document["measurands"][0]["assigned_value"]["value"]
    assert float(f"{assigned:.12g}") == assigned


def test_a_failure_leaves_the_old_file_and_nothing_else(document, tmp_path):
    path = tmp_path / "evaluation.json"
    path.write_text("old")
    with pytest.raises(ValueError, match="JSON"):
        write_document({**document, "seed": float("nan")}, path)
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def refusal(content, **options):
    with pytest.raises(PlacedError) as caught:
        parse_document(content, "x.json", **options)
    assert caught.value.place.file == "x.json"
    assert caught.value.remedy.render()
    return caught.value


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b"null", b"\xff", b'{"format": NaN}', b"[" * 100_000, b'{"a":' * 5000, b"1" * 10_000],
)
def test_what_is_no_document_is_refused_in_words(content):
    assert refusal(content).code == "document"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda d: d.update(format="other/1"), "$.format"),
        (lambda d: d.update(seed="7"), "$.seed"),
        (lambda d: d.update(evaluated_at="today"), "$.evaluated_at"),
        (lambda d: d.update(extra=1), "$"),
        (lambda d: d["results"][0].pop("unit"), "$.results[0]"),
        (lambda d: d["measurands"][0]["scores"][0].update(performance="good"), "$.measurands[0].scores[0].performance"),
        (lambda d: d["measurands"][0]["sigma_pt"].update(value=-1), "$.measurands[0].sigma_pt.value"),
        (lambda d: d["measurands"][0]["homogeneity"].pop("mean"), "$.measurands[0].homogeneity"),
    ],
)
def test_a_changed_document_is_refused_at_the_place(document, change, key):
    changed = json.loads(document_text(document))
    change(changed)
    assert refusal(json.dumps(changed).encode()).place.key == key


def test_its_size_is_bounded(document, tmp_path, monkeypatch):
    write_document(document, tmp_path / "x.json")
    monkeypatch.setattr(documents, "MAXIMUM_DOCUMENT_BYTES", 1000)
    with pytest.raises(PlacedError) as caught:
        read_document(tmp_path / "x.json")
    assert caught.value.code == "file-too-large"


@given(st.binary(max_size=100))
def test_any_bytes_are_refused_in_words(content):
    refusal(content)
