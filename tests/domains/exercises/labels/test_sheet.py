import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime

import pytest
import segno

from comity.domains.exercises import services
from comity.domains.exercises.labels import Label, label_of, qr_code, sheet_as_pdf, sheet_as_svg
from tests.domains.exercises.rounds import set_stage

ISSUED = datetime(2026, 1, 1, tzinfo=UTC)
LONG = ("Direction générale de la police judiciaire, laboratoire national de police scientifique et technique " * 2)[
    :200
]


def label(**changes) -> Label:
    fields = {
        "reference": "7KQM-X2BD",
        "round": "Seized drugs · 2026/1",
        "organiser": "Secretariat",
        "addressee": "Laboratory North",
        "country": "NL",
        "items": ("A", "B"),
        "address": "https://node.example.org/parcel/secret",
    }
    return Label(**{**fields, **changes})


def test_a_qr_code_holds_the_address_and_a_quiet_zone():
    picture = ElementTree.fromstring(qr_code("https://node.example.org/parcel/x"))  # noqa: S314 - as above
    made = segno.make("https://node.example.org/parcel/x", error="m", micro=False)
    assert int(picture.get("width")) == made.symbol_size(border=4)[0]
    assert made.error == "M"


def test_eight_labels_fill_a_page_and_the_ninth_begins_another():
    assert len(sheet_as_svg([label()] * 8)) == 1
    assert len(sheet_as_svg([label()] * 9)) == 2


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh-hans"])
def test_sheets_are_made_in_every_language(language):
    assert sheet_as_pdf([label()], issued=ISSUED, language=language).startswith(b"%PDF-")


def test_the_same_labels_give_the_same_file():
    assert sheet_as_pdf([label()], issued=ISSUED) == sheet_as_pdf([label()], issued=ISSUED)


def test_the_longest_names_and_many_items_stay_on_one_page():
    full = label(addressee=LONG, organiser=LONG, round=LONG, items=tuple(f"item-{number}" for number in range(30)))
    assert len(sheet_as_svg([full] * 8)) == 1


@pytest.mark.parametrize(
    "hostile", ['#panic("x")', "$x^2$ *bold* _it_ @ref <tag>", '"}]', "مختبر الجنوب", "實驗室", "ห้องปฏิบัติการ 🧪"]
)
def test_no_name_becomes_an_instruction(hostile):
    assert sheet_as_pdf([label(addressee=hostile, items=(hostile,))], issued=ISSUED).startswith(b"%PDF-")


def test_a_label_bears_the_secret_in_its_address_and_never_the_code(house):
    stage = set_stage(house).opened()
    stage.enrolled(house.laboratory)
    prepared = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared[0]
    made = label_of(prepared, lambda secret: f"https://node.example.org/parcel/{secret}")
    assert made.address.endswith(prepared.secret)
    assert made.addressee == "Laboratory North"
    assert stage.code_of(house.laboratory) not in repr(made)
