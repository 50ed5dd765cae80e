from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from comity.domains.exercises.conduct.suppression import FEWEST
from comity.domains.exercises.conduct.tallies import Tally, by_region, tallied

JUDGED = st.sampled_from(["satisfactory", "questionable", "unsatisfactory", "not_scored"])
PLACES = st.tuples(st.sampled_from(["africa", "asia", ""]), st.sampled_from(["AA", "BB", "CC", ""]))
LABORATORY = st.tuples(PLACES, st.dictionaries(JUDGED, st.integers(0, 4)).map(Tally))


@dataclass
class Judged:
    performance: str
    by: str


def test_a_tally_counts_what_was_scored():
    tally = Tally({"satisfactory": 3, "unsatisfactory": 1, "not_scored": 5})
    assert (tally.scored, tally.share, tally.questionable) == (4, 0.75, 0)
    assert Tally({"not_scored": 2}).share is None


def test_tallies_by_a_key():
    found = tallied(
        [Judged("satisfactory", "a"), Judged("questionable", "b"), Judged("satisfactory", "a")], lambda one: one.by
    )
    assert found == {"a": Tally({"satisfactory": 2}), "b": Tally({"questionable": 1})}


@given(st.lists(LABORATORY, max_size=60))
def test_nothing_that_follows_from_the_shown_lines_is_about_a_few(laboratories):
    lines = {line.group: line for line in by_region(laboratories) if line.shown}
    for group, line in lines.items():
        assert line.laboratories >= FEWEST
        inside = [other for other in lines if len(other) > len(group) and other[: len(group)] == group]
        outermost = [one for one in inside if not any(one != two and one[: len(two)] == two for two in inside)]
        left = line.laboratories - sum(lines[one].laboratories for one in outermost)
        assert left == 0 or left >= FEWEST


@given(st.lists(LABORATORY, max_size=60))
def test_shown_sums_are_right_and_laboratories_without_a_score_do_not_count(laboratories):
    scored = [(place, tally) for place, tally in laboratories if tally.scored]
    for line in by_region(laboratories):
        here = [tally for place, tally in scored if place[: len(line.group)] == line.group]
        if line.shown:
            assert line.laboratories == len(here)
            assert sum((Counter(one.counts) for one in here), Counter()) == Counter(line.tally.counts) + Counter()
        else:
            assert line.laboratories is None
