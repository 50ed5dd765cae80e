import pytest
from django.http import QueryDict

from comity.domains.directory.forms import ImportForm, ProfileForm, asked, filter_for


def test_a_filter_offers_the_networks_that_the_actor_sees(house, stranger):
    form = filter_for(stranger)(QueryDict(""))
    assert str(house.network.pk) in dict(form.fields["network"].choices)
    assert str(house.laboratory.pk) not in dict(form.fields["network"].choices)


def test_what_a_filter_asks_for(house, stranger):
    form = filter_for(stranger)(QueryDict(f"q=x&network={house.network.pk}&accredited=on&area=-8,0,-4,4"))
    assert form.is_valid(), form.errors
    search = asked(form.cleaned_data)
    assert (search.text, search.network, search.accredited) == ("x", house.network.pk, True)
    assert search.box == (-8.0, 0.0, -4.0, 4.0)


def test_numbers_and_words_as_people_type_them():
    typed = {"latitude": "5,6", "longitude": "-0.2", "languages": "EN, fr;", "version": "1"}
    form = ProfileForm(QueryDict("&".join(f"{name}={value}" for name, value in typed.items())))
    assert form.is_valid(), form.errors
    values = form.values()
    assert (values.latitude, values.longitude, values.languages, values.listed) == (5.6, -0.2, ("EN", "fr"), False)


@pytest.mark.parametrize(("sent", "fine"), [("", False), ("kept=AAAA&kept_name=x", True)])
def test_a_file_is_needed_unless_one_is_at_hand(sent, fine):
    assert ImportForm(QueryDict(sent)).is_valid() is fine
