import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.kernel.parties.names import clean_name


@pytest.mark.parametrize(
    "name",
    [
        "Institut national de criminalistique",
        "Інститут судових експертиз",
        "معهد الأدلة الجنائية",
        "法庭科学研究所",
        "O’Neill–Ångström",
        "क्‍ष",
        "👩‍🔬 Lab",
    ],
)
def test_names_of_the_world_stay(name):
    assert clean_name(f"  {name} ") == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\x00", "\x1b", "\ufeff", "\ue000", "\U000e0041"])
def test_what_cannot_be_seen_is_refused(hidden):
    with pytest.raises(InputError) as refused:
        clean_name(f"Lab{hidden}oratory")
    assert refused.value.code == "name-hidden-characters"


@given(st.text())
def test_a_clean_name_is_clean(text):
    try:
        name = clean_name(text, required=False)
    except InputError:
        return
    assert clean_name(name, required=False) == name
    assert len(name) <= 200
    assert not any(unicodedata.category(character) == "Cc" for character in name)
