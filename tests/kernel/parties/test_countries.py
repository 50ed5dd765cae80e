import pytest

from comity.base.errors import InputError
from comity.kernel.parties.countries import clean_country, country_choices, country_codes, country_name

LANGUAGES = ("en", "fr", "ar", "es", "ru", "zh-hans")


def test_249_codes_with_names_in_six_languages():
    assert len(country_codes()) == 249
    for language in LANGUAGES:
        choices = country_choices(language)
        assert len(choices) == 249
        assert all(len(code) == 2 and name for code, name in choices)


def test_names_fall_back():
    assert country_name("GH", "fr-CA") == "Ghana"
    assert country_name("NL", "xx") == "Netherlands"
    assert country_name("XX") == "XX"


def test_codes_are_checked():
    assert clean_country(" nl ") == "NL"
    assert clean_country("") == ""
    for wrong in ("XX", "NLD", "N", "🇳🇱"):
        with pytest.raises(InputError):
            clean_country(wrong)
