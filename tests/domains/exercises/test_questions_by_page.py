"""A statistician who asks pages for names: by filters, sort order, exports, counts, statements and words of errors.

What a name that is there answers must be what a name that is nowhere answers: the same bytes, for the same work.
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from comity.domains.exercises.models import Enrolment, EvaluationRun
from tests.domains.exercises.closed import close_round_of
from tests.domains.exercises.outcome.test_views import signed_in

NAMELESS = ("exercises:participants", "outcome:gates", "outcome:evaluation", "outcome:standard")
KEYS = ("laboratory", "code__laboratory__name", "country")
FIELDS = ("q", "text", "laboratory", "code")
CHANGING = re.compile(rb'[A-Za-z0-9]{64}|nonce="[^"]*"')  # against forged requests; digests are the same anyway


@pytest.fixture
def closed(house):
    return close_round_of(house).released()


@pytest.fixture
def ask(closed, client):
    browser = signed_in(client, closed.statistician)
    there, nowhere = closed.laboratories[0].name, closed.laboratories[0].name[::-1]

    def asked(address, **given):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = browser.get(address, given)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for name, value in given.items():  # what was typed comes back; that is no answer
            content = content.replace(urlencode({name: value}).encode(), b"")
            content = content.replace(value.encode(), b"") if value in (there, nowhere) else content
        return answer.status_code, CHANGING.sub(b"", content), len(queries)

    return asked


def addresses(closed):
    run = EvaluationRun.objects.get()
    yield from (reverse(name, args=[closed.pk]) for name in NAMELESS)
    yield reverse("outcome:scores", args=[run.pk])
    yield reverse("exercises:round", args=[closed.pk])


def test_no_page_tells_the_statistician_who_is_who(closed, ask):
    """One round for all questions: making it takes longer than asking."""
    told = {one.name.encode() for one in closed.laboratories} | {str(one.pk).encode() for one in closed.laboratories}
    told |= {str(key).encode() for key in Enrolment.objects.values_list("pk", flat=True)}
    there = closed.laboratories[0].name
    for address in addresses(closed):
        for form in ("", "csv"):
            status, content, _queries = ask(address, format=form)
            assert status == 200, address
            assert not [one for one in told if one in content], f"{address} holds a name or an id"
        by_nothing = ask(address, sort="no_such_column", format="csv")
        for key in KEYS:
            assert ask(address, sort=key, format="csv")[1:] == by_nothing[1:], f"{address} can be sorted by {key}"
        for field in FIELDS:
            nowhere = ask(address, **{field: there[::-1]})
            assert ask(address, **{field: there}) == nowhere, f"{address} answers a name in {field}"
    _status, content, _queries = ask(reverse("search"), q=closed.code(0))
    assert there.encode() not in content, "a code finds its laboratory"
