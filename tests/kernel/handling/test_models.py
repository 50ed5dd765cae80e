"""`visible_to` returns exactly what `decides` allows, which is exactly what the independent rule says."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from comity.base.clock import as_if
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import to_data
from comity.kernel.handling.models import LabelName, StoredLabel
from comity.kernel.handling.rules import decides
from comity.kernel.handling.storing import stored
from comity.kernel.handling.viewers import viewer_of
from tests.functional.label_oracle import may_see
from tests.kernel.handling.stored_worlds import actor_of_party, stored_notes, stored_world
from tests.kernel.handling.worlds import NOW, PURPOSES, TODAY, chance_of, identifier, tell
from tests.labelled.models import Note

pytestmark = pytest.mark.django_db


def compare(seed, worlds, notes_each):
    chance, asked, shown = chance_of(seed), 0, 0
    for _ in range(worlds):
        with transaction.atomic():
            world = stored_world(chance)
            people = [identifier(chance) for _ in range(3)]
            notes = stored_notes(chance, world, notes_each, people)
            for party in [*world.parties, ""]:
                person, purpose = chance.choice(people), chance.choice(["", *PURPOSES])
                actor = actor_of_party(party, person)
                viewer = viewer_of(actor, purpose=purpose, on=TODAY)
                found = set(Note.objects.visible_to(actor, purpose=purpose).values_list("pk", flat=True))
                by_rule = {note.pk for note, label in notes if decides(label, viewer, NOW).allowed}
                named = person if party else ""
                by_oracle = {
                    note.pk for note, label in notes if may_see(world, party, named, purpose, to_data(label), NOW)
                }
                assert found == by_rule == by_oracle, (party, world)
                asked, shown = asked + len(notes), shown + len(found)
            transaction.set_rollback(True)
    tell(f"{asked} decisions by query, by rule and by an independent rule; {shown} shown")
    return asked, shown


def test_query_rule_and_oracle_agree():
    with as_if(NOW):
        asked, shown = compare(21, worlds=12, notes_each=40)
    assert asked >= 5000
    assert 0.1 < shown / asked < 0.8


@pytest.mark.long
def test_query_rule_and_oracle_agree_over_many_worlds():
    with as_if(NOW):
        asked, _ = compare(22, worlds=300, notes_each=80)
    assert asked >= 200_000


def test_nobody_signed_in_and_the_node_itself():
    Note.objects.create(title="open", label=stored(Label("CLEAR")))
    Note.objects.create(title="closed", label=stored(Label("GREEN")))
    assert [one.title for one in Note.objects.visible_to(None)] == ["open"]
    assert Note.objects.visible_to(Actor.visitor("")).count() == 1
    assert Note.objects.visible_to(Actor.system("a test")).count() == 2


def test_one_query_however_many_records_and_a_few_for_the_reader(house):
    actor = house.actor("Ama", house.laboratory)
    for number in range(30):
        label = Label("AMBER", str(house.operator.pk), releasable_to=frozenset({str(house.ministry.pk)}))
        Note.objects.create(title=str(number), label=stored(label))
    viewer = viewer_of(actor)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert len(Note.objects.visible_to(viewer).select_related("label")) == 30
    assert len(one) == 1
    with CaptureQueriesContext(connection) as all_of_them:
        list(Note.objects.visible_to(actor))
    assert len(all_of_them) <= 6, "party, one per step up, states, records"
    assert StoredLabel.objects.count() == 1, "one label, however many records carry it"


def test_the_names_are_looked_up_by_an_index(house):
    found = Note.objects.visible_to(house.actor("Ama", house.laboratory))
    plan = found.explain()
    assert "label_name" in plan or "handling_labelname" in plan
    if connection.vendor == "sqlite":
        assert "SCAN" not in "".join(line for line in plan.splitlines() if "U0" in line and "labelname" in line)


def test_expiry_is_a_moment(house):
    actor = house.actor("Ama", house.laboratory)
    note = Note.objects.create(title="ends", label=stored(Label("CLEAR", expires=NOW)))
    assert list(Note.objects.visible_to(actor, at=NOW - timedelta(seconds=1))) == [note]
    assert not Note.objects.visible_to(actor, at=NOW).exists()


def test_a_search_finds_nothing_in_a_field_that_is_withheld(house):
    own, other = house.actor("Ama", house.laboratory), house.actor("Ines", house.institute)
    label = stored(Label("GREEN", str(house.laboratory.pk)))
    hidden = to_data(Label("RED", str(house.laboratory.pk)))
    plain = Note.objects.create(title="plain", place="Dock 7", label=label)
    note = Note.objects.create(title="secret", place="Dock 7", label=label, field_labels={"/place": hidden})
    nested = Note.objects.create(title="nested", label=label, field_labels={"/a": hidden, "/b~1c/0": hidden})
    find = Note.objects.searchable
    assert set(find(other, "/place")) == {plain, nested}
    assert set(find(own, "/place")) == {plain, note, nested} == set(find(Actor.system("a test"), "/place"))
    assert set(find(other, "/a/deeper")) == {plain, note}
    assert set(find(other, "/b~1c/0")) == {plain, note}
    assert set(find(None, "/title")) == set()


def test_the_database_refuses_what_is_no_label(house):
    row = stored(Label("RED", str(house.laboratory.pk)))
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredLabel.objects.filter(pk=row.pk).update(tlp="WHITE")
    with pytest.raises(IntegrityError), transaction.atomic():
        LabelName.objects.create(label=row, relation="to", name=str(house.laboratory.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(title="without a label")
    assert (str(row), str(row.names.get()), row.value.originator) == (
        "TLP:RED",
        f"to {house.laboratory.pk}",
        str(house.laboratory.pk),
    )
