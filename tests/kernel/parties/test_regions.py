from comity.kernel.parties.countries import country_codes
from comity.kernel.parties.regions import COUNTRIES, region_name, region_of


def test_no_country_is_in_two_regions_and_each_is_one():
    listed = [code for codes in COUNTRIES.values() for code in codes.split()]
    assert len(listed) == len(set(listed)) == len(region_of())
    assert set(listed) <= country_codes() | {"XK"}


def test_every_country_but_antarctica_has_a_region():
    assert country_codes() - set(region_of()) <= {"AQ"}


def test_names():
    assert region_name("europe") == "Europe"
    assert region_name("atlantis") == "–"
