import pytest

from comity.base.errors import InputError
from comity.domains.directory.cleaning import clean_contact, clean_profile, clean_scope
from comity.domains.directory.values import ContactValues, ProfileValues, ScopeValues


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"website": "javascript:alert(1)"}, "page-unreadable", "website"),
        ({"website": "https://" + "a" * 400 + ".org"}, "page-unreadable", "website"),
        ({"about": "x" * 2001}, "text-too-long", "about"),
        ({"about": "hidden\u202etext"}, "name-hidden-characters", "about"),
        ({"city": "x" * 81}, "name-too-long", "city"),
        ({"languages": ("english!",)}, "language-unknown", "languages"),
        ({"disciplines": ("alchemy",)}, "word-unknown", "disciplines"),
        ({"latitude": 1.0}, "half-a-place", "latitude"),
        ({"latitude": 1.0, "longitude": 181.0}, "not-a-place", "latitude"),
        ({"latitude": float("nan"), "longitude": 0.0}, "not-a-place", "latitude"),
    ],
)
def test_profiles_that_cannot_be_kept(changes, code, where):
    with pytest.raises(InputError) as refused:
        clean_profile(ProfileValues(**changes))
    assert (refused.value.code, refused.value.where) == (code, where)
    assert refused.value.remedy


def test_a_profile_in_canonical_form():
    cleaned = clean_profile(
        ProfileValues(about=" one \r\n\r\n two  ", languages=("EN", "en ", "fr"), city=" The  Hague ")
    )
    assert cleaned == ProfileValues(about="one\n\ntwo", languages=("en", "fr"), city="The Hague")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (ContactValues("Office"), "contact-unreachable"),
        (ContactValues("", email="a@b.org"), "name-missing"),
        (ContactValues("Office", email="a@b"), "email-unreadable"),
        (ContactValues("Office", phone="call me"), "phone-unreadable"),
    ],
)
def test_contact_points_that_cannot_be_kept(values, code):
    with pytest.raises(InputError) as refused:
        clean_contact(values)
    assert refused.value.code == code


def test_a_scope_does_not_end_before_it_begins():
    from datetime import date

    with pytest.raises(InputError) as refused:
        clean_scope(ScopeValues("ISO/IEC 17025", "RvA", since=date(2026, 1, 2), until=date(2026, 1, 1)))
    assert refused.value.code == "days-reversed"
