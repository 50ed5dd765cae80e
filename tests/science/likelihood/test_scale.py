import pytest

from comity.base.errors import InputError
from comity.science.likelihood import LikelihoodRatio, Propositions, read_scale

SIDES = Propositions("one source", "two sources")
DATA = {
    "name": "Invented scale",
    "version": "3",
    "source": "these tests",
    "bands": [
        {"least": 0, "words": {"en": "no support"}},
        {"least": 1, "words": {"en": "some support", "fr": "un certain soutien"}},
        {"least": 4, "words": {"en": "strong support"}},
    ],
}


def wording(log10):
    return read_scale(DATA).wording(LikelihoodRatio(log10, SIDES, frozenset({"x"}), "invented"))


@pytest.mark.parametrize(
    ("log10", "words", "supports"),
    [
        (0.0, "no support", ""),
        (0.5, "no support", "one source"),
        (1.0, "some support", "one source"),
        (-1.5, "some support", "two sources"),
        (9.0, "strong support", "one source"),
        (-4.0, "strong support", "two sources"),
    ],
)
def test_words_and_side(log10, words, supports):
    found = wording(log10)
    assert (found.words["en"], found.supports, found.scale) == (words, supports, "Invented scale 3")


@pytest.mark.parametrize(
    "change",
    [
        {"bands": []},
        {"bands": DATA["bands"][1:]},
        {"bands": [DATA["bands"][0], DATA["bands"][2], DATA["bands"][1]]},
        {"bands": [{"least": 0, "words": {}}]},
        {"bands": [{"least": 0}]},
        {"version": ""},
        {"bands": [DATA["bands"][0], {"least": float("inf"), "words": {"en": "x"}}]},
    ],
)
def test_what_is_refused(change):
    with pytest.raises(InputError, match="verbal scale"):
        read_scale(DATA | change)
