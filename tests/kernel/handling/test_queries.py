"""Reads of one record; what lists return is asked in `test_models.py`, what services change in `test_services.py`."""

import uuid

import pytest

from comity.base.errors import NotFoundError
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import to_data
from comity.kernel.handling.models import as_viewer
from comity.kernel.handling.queries import get_visible, redacted
from comity.kernel.handling.storing import stored
from tests.labelled.models import Note

pytestmark = pytest.mark.django_db


def test_absent_and_forbidden_are_the_same_error(house):
    hidden = Note.objects.create(title="hidden", label=stored(Label("RED", str(house.operator.pk))))
    actor = house.actor("Ama", house.laboratory)
    said = []
    for number in (hidden.pk, uuid.uuid4()):
        with pytest.raises(NotFoundError) as raised:
            get_visible(Note.objects.all(), actor, number)
        said.append(raised.value.to_data())
    assert said[0] == said[1]


def test_the_originator_sees_every_field_whatever_its_label_says(house):
    label = to_data(Label("RED", str(house.institute.pk)))
    note = Note.objects.create(
        title="a", label=stored(Label("GREEN", str(house.laboratory.pk))), field_labels={"/title": label}
    )
    assert redacted(note, note.data(), house.actor("Ama", house.laboratory)).withheld == 0
    reader = as_viewer(house.actor("Olu", house.operator))
    assert redacted(note, note.data(), reader).visible == {"place": ""}
    assert redacted(note, note.data(), None).withheld == 1
