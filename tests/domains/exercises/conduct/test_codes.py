import random
import secrets
from itertools import pairwise

import pytest

from comity.domains.exercises.conduct.codes import ALPHABET, clean_code, fresh_code, fresh_reference


def test_a_code_is_drawn_until_nobody_has_it():
    drawn = iter("BBBBBB" + "CCCCCC")
    assert fresh_code({"BBBBBB"}, lambda _alphabet: next(drawn)) == "CCCCCC"


def test_a_source_that_repeats_itself_ends_in_an_error_and_not_in_a_loop():
    with pytest.raises(RuntimeError):
        fresh_code({"BBBBBB"}, lambda _alphabet: "B")


def test_codes_use_every_character_and_none_that_is_misread():
    codes = "".join(fresh_code((), secrets.choice) for _ in range(500))
    assert set(codes) == set(ALPHABET)
    assert not set("AEIOU01Y") & set(ALPHABET)


def test_codes_tell_nothing_of_the_order_in_which_they_were_given():
    generator = random.Random(1)  # noqa: S311 - the same draw every time
    codes = [fresh_code((), generator.choice) for _ in range(400)]
    rank = {code: position for position, code in enumerate(sorted(codes))}
    pairs = sum(rank[first] < rank[second] for first, second in pairwise(codes))
    assert 160 < pairs < 240  # half of the neighbours rise


def test_references_of_parcels_are_readable():
    assert len(fresh_reference(secrets.choice)) == 9
    assert clean_code(" k7 tx q4 ") == "K7TXQ4"
