import pytest
from django.db import IntegrityError, transaction

from comity.domains.directory.models import AccreditedScope, ContactPoint, Discipline, Fact, Profile


@pytest.fixture
def profile(house):
    return Profile.objects.create(party=house.institute)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (AccreditedScope, {"standard": "S", "body": "B", "since": "2026-01-02", "until": "2026-01-01"}),
        (ContactPoint, {"function": "Office"}),
        (Fact, {"key": "k", "statement": "s", "source": "", "looked_up": "2026"}),
        (Fact, {"key": "k", "statement": "s", "source": "s", "looked_up": ""}),
    ],
)
def test_the_tables_refuse_what_must_not_be(profile, model, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(profile=profile, **values)


@pytest.mark.parametrize(("latitude", "longitude"), [(1.0, None), (None, 1.0), (91.0, 0.0), (0.0, 181.0)])
def test_half_a_place_is_refused(profile, latitude, longitude):
    profile.latitude, profile.longitude = latitude, longitude
    with pytest.raises(IntegrityError), transaction.atomic():
        profile.save()


def test_a_discipline_stands_once(profile):
    Discipline.objects.create(profile=profile, code="dna")
    with pytest.raises(IntegrityError), transaction.atomic():
        Discipline.objects.create(profile=profile, code="dna")


def test_names():
    assert str(Discipline(code="dna")) == "DNA"
    assert str(AccreditedScope(standard="S", body="B", number="1")) == "S, B 1"
