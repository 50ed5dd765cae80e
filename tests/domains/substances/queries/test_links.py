"""Linked seizures: within one method, learned from what is known, never more than the data support."""

from datetime import date, timedelta

import numpy as np
import pytest

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.domains.substances.models import KnownSeries
from comity.domains.substances.queries.links import compare, links
from comity.domains.substances.services.known_series import state_series, withdraw_series
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from comity.kernel.handling.label import Label
from tests.domains.substances.counted import profiled, seen, substance

DAY = date(2026, 3, 2)
SOURCES, MARKERS = 12, 14


@pytest.fixture
def world(db):
    """Twelve seizures with three specimens each, and two of one batch, each with one."""
    random = np.random.Generator(np.random.PCG64(4))
    of = substance("amphetamine")
    shared = random.normal(0, 1, MARKERS)

    def specimens(count):
        batch = shared + random.normal(0, 1, MARKERS)
        return [np.exp(batch + random.normal(0, 0.15, MARKERS)).tolist() for _ in range(count)]

    for number in range(SOURCES):
        report = seen(DAY + timedelta(days=number), of)
        for amounts in specimens(3):
            profiled(report, of, amounts)
    pair = [seen(DAY + timedelta(days=60 + step), of, country=("GH", "KE")[step]) for step in range(2)]
    for report, amounts in zip(pair, specimens(2), strict=True):
        profiled(report, of, amounts)
    return of, pair, specimens


def test_the_two_are_linked_and_strangers_are_not(world, analyst):
    _, pair, _ = world
    found = links(analyst)
    assert [set(one.members) for one in found.series] == [{str(one.pk) for one in pair}]
    (link,) = found.series[0].links
    assert link.label == "intelligence"
    assert 0 < link.ratio.log10 <= np.log10(SOURCES + 1) + 1e-9, "no more than so many sources support"
    assert (found.compared, found.learned.sources, found.learned.linked_pairs) == (SOURCES + 2, SOURCES, 3 * SOURCES)


def test_a_link_never_speaks_for_two_sources(world, analyst):
    found = links(analyst, rate=0.5, joining="connected")
    assert all(link.ratio.log10 > 0 for one in found.series for link in one.links)


def test_different_methods_are_refused_unless_harmonised(world, analyst):
    of, pair, specimens = world
    other = seen(DAY, of)
    profiled(other, of, specimens(1)[0], method="LC-MS")
    asked = [pair[0].pk, other.pk]
    refused = compare(analyst, asked)
    assert (refused.refused.code, refused.comparisons) == ("linkage.methods", ())
    found = compare(analyst, asked, harmonisation="study H1")
    assert found.refused is None
    assert [one.label for one in found.comparisons] == ["intelligence"]


def test_without_anything_known_there_is_no_ratio(analyst):
    of = substance("a")
    for number in range(4):
        profiled(seen(DAY, of), of, [1.0 + number, 2.0, 3.0])
    found = links(analyst)
    assert (found.learned, found.series, found.trouble.code) == (None, (), "linkage.no_known")


def test_what_one_may_not_see_is_not_compared(world, house, analyst, foreigner):
    of, pair, specimens = world
    hidden = seen(DAY, of, label=Label("AMBER", originator=str(house.institute.pk)))
    profiled(hidden, of, specimens(1)[0])
    assert links(foreigner).profiles == links(analyst).profiles + 1
    with pytest.raises(NotFoundError):
        compare(analyst, [pair[0].pk, hidden.pk])
    with pytest.raises(InputError):
        compare(analyst, [pair[0].pk])


def test_a_withheld_number_is_not_shown(world, house, analyst, foreigner):
    from comity.kernel.handling.label_data import to_data

    of, pair, specimens = world
    own = Label("GREEN", originator=str(house.institute.pk))
    strict = to_data(Label("RED", originator=str(house.institute.pk)))
    report = seen(DAY, of, label=own, field_labels={"/own_reference": strict})
    profiled(report, of, specimens(1)[0])
    asked = [pair[0].pk, report.pk]
    assert report.own_reference not in {one.name for one in compare(analyst, asked).seizures.values()}
    assert report.own_reference in {one.name for one in compare(foreigner, asked).seizures.values()}


def test_a_known_series_teaches_and_can_be_withdrawn(world, house, analyst, manager):
    _, pair, _ = world
    keys = [one.pk for one in pair]
    made = state_series(analyst, keys, name="One flat", reason="Found in one flat.", label=own_label(house))
    assert links(analyst).learned.sources == SOURCES + 1
    withdraw_series(manager, made.pk, "It was another flat.")
    assert links(analyst).learned.sources == SOURCES
    with pytest.raises(ConflictError):
        withdraw_series(manager, made.pk, "Again.")
    verbs = list(AuditEntry.objects.filter(object_ref=made.reference).values_list("verb", flat=True))
    assert {"state known series", "withdraw known series"} <= set(verbs)


def test_a_series_is_never_weaker_than_its_reports(world, house, analyst, foreigner):
    of, pair, specimens = world
    listed = frozenset({str(house.laboratory.pk), str(house.institute.pk)})
    hidden = seen(DAY, of, label=Label("AMBER", originator=str(house.institute.pk), releasable_to=listed))
    profiled(hidden, of, specimens(1)[0])
    keys = [pair[0].pk, hidden.pk]
    made = state_series(analyst, keys, name="S", reason="R.", label=Label("CLEAR", originator=str(house.laboratory.pk)))
    stranger = house.actor("Bo", house.second_laboratory, Role.ANALYST)
    assert KnownSeries.objects.visible_to(analyst).filter(pk=made.pk).exists()
    assert not KnownSeries.objects.visible_to(stranger).filter(pk=made.pk).exists()


def test_who_may_state_a_series(world, house, analyst):
    keys = [one.pk for one in world[1]]
    observer = house.actor("Ob", house.laboratory, Role.OBSERVER)
    with pytest.raises(NotAllowedError):
        state_series(observer, keys, name="S", reason="R.", label=own_label(house))
    with pytest.raises(InputError):
        state_series(analyst, keys, name="S", reason=" ", label=own_label(house))
    with pytest.raises(InputError):
        state_series(analyst, keys[:1], name="S", reason="R.", label=own_label(house))
    reader = house.actor("Cy", house.laboratory, Role.ANALYST, scopes=frozenset({"directory:read"}))
    for read in (lambda: links(reader), lambda: compare(reader, keys)):
        with pytest.raises(NotAllowedError):
            read()


def own_label(house):
    return Label("AMBER", originator=str(house.laboratory.pk))
