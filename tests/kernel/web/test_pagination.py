from datetime import date

import pytest

from comity.base.errors import InputError
from comity.kernel.web.pagination import keyset_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    from comity.kernel.parties.models import Party

    for number in range(23):
        Party.objects.create(kind="laboratory", name=f"Laboratory {number % 5}", country="", ended_on=None)
    return Party.objects.all()


def walk(rows, **question):
    seen, cursor = [], ""
    while True:
        page = keyset_page(rows, cursor=cursor, **question)
        seen += page.items
        cursor = page.next
        if not cursor:
            return seen
        assert len(seen) < 1000


@pytest.mark.parametrize("order", [("name",), ("-name",), ("kind", "-name"), ()])
@pytest.mark.parametrize("limit", [1, 5, 22, 23, 24])
def test_every_row_once_in_order(parties, order, limit):
    seen = walk(parties, order=order, limit=limit)
    assert [row.pk for row in seen] == list(parties.order_by(*order, "pk").values_list("pk", flat=True))


def test_rows_that_come_and_go_do_not_shift_the_others(parties):
    first = keyset_page(parties, order=("name",), limit=10)
    type(first.items[0]).objects.filter(pk=first.items[0].pk).delete()
    type(first.items[0]).objects.create(kind="laboratory", name="Laboratory 0 early")
    second = keyset_page(parties, order=("name",), limit=50, cursor=first.next)
    assert not {row.pk for row in first.items} & {row.pk for row in second.items}
    assert len(second.items) >= 13


def test_one_query_per_page(parties, django_assert_num_queries):
    with django_assert_num_queries(1):
        keyset_page(parties, order=("name",), limit=5)


def test_a_cursor_of_another_question_a_made_up_one_and_a_changed_one_are_refused(parties):
    cursor = keyset_page(parties, order=("name",), limit=5, asked="all").next
    for wrong in (
        {"cursor": cursor, "asked": "others"},
        {"cursor": cursor, "asked": "all", "order": ("kind",)},
        {"cursor": cursor[:-1] + ("A" if cursor[-1] != "A" else "B"), "asked": "all"},
        {"cursor": "x" * 3000, "asked": "all"},
        {"cursor": "WyJhIl0:1:abc", "asked": "all"},
    ):
        with pytest.raises(InputError) as refusal:
            keyset_page(parties, **{"order": ("name",), "limit": 5, **wrong})
        assert refusal.value.remedy is not None


def test_dates_survive_the_cursor_and_related_fields_too(parties):
    from comity.kernel.parties.models import Membership

    rows = list(parties[:6])
    for number, row in enumerate(rows[1:]):
        Membership.objects.create(member=row, of=rows[0], since=date(2026, 1, 1 + number // 2))
    seen = walk(Membership.objects.select_related("member"), order=("-since", "member__name"), limit=2)
    expected = Membership.objects.order_by("-since", "member__name", "pk").values_list("pk", flat=True)
    assert [row.pk for row in seen] == list(expected)
