"""Identifications: counts, policies, exact intervals, a-scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comity.base.errors import InputError
from comity.science.proficiency import (
    QualitativePolicy,
    Vocabulary,
    a_score,
    combined_a_score,
    exact_interval,
    majority_p_value,
    performance_by_technique,
    qualitative_results,
)

WORDS = Vocabulary(
    isomers=[{"ortho-fluorofentanyl", "para-fluorofentanyl"}],
    salts=[{"cocaine", "cocaine hydrochloride"}],
    classes={"fentanyl analogue": ["para-fluorofentanyl", "ortho-fluorofentanyl"], "cathinone": ["mephedrone"]},
)


def judged(composition, reported, **policy):
    result = qualitative_results(composition, {"L": reported}, policy=QualitativePolicy(**policy), vocabulary=WORDS)
    return result.laboratories[0]


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([0.9, 0.95]))
def test_exact_interval_agrees_with_the_binomial_test_of_scipy(counts, confidence):
    successes, trials = counts
    expected = stats.binomtest(successes, trials).proportion_ci(confidence, method="exact")
    assert exact_interval(successes, trials, confidence=confidence) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (3, 2), (-1, 4)])
def test_impossible_proportions_are_refused(successes, trials):
    with pytest.raises(InputError):
        exact_interval(successes, trials)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_majority_p_value_is_the_one_sided_binomial_test(counts):
    right, answers = counts
    expected = stats.binomtest(right, answers, 0.5, alternative="greater").pvalue
    assert majority_p_value(right, answers) == pytest.approx(expected)


def test_counts_over_laboratories_with_true_negatives_from_the_menu():
    result = qualitative_results(
        {"cocaine": "major", "phenacetin": "minor"},
        {"L1": ["cocaine", "phenacetin"], "L2": ["cocaine", "heroin"], "L3": [], "L4": None},
        menu=["cocaine", "heroin", "ketamine"],
    )
    counts = {
        one.substance: (one.true_positive, one.false_positive, one.false_negative, one.true_negative)
        for one in result.substances
    }
    assert counts == {
        "cocaine": (2, 0, 1, 0),
        "phenacetin": (1, 0, 2, 0),
        "heroin": (0, 1, 0, 2),
        "ketamine": (0, 0, 0, 3),
    }
    assert [one.presence for one in result.substances] == ["major", "minor", "absent", "absent"]
    assert result.substances[0].rate == pytest.approx(2 / 3)
    assert result.substances[0].interval == pytest.approx(tuple(stats.binomtest(2, 3).proportion_ci(method="exact")))
    assert result.laboratories[1].false_positive == ("heroin",)
    assert result.laboratories[1].false_negative == ("phenacetin",)
    assert result.laboratories[3].performance == "not_scored"
    assert result.laboratories[3].a_score is None


@pytest.mark.parametrize(
    ("reported", "policy", "performance"),
    [([], "ignore", "satisfactory"), (["levamisole"], "ignore", "satisfactory"), ([], "count", "unsatisfactory")],
)
def test_a_declared_trace_is_neither_missed_nor_wrong_unless_it_counts(reported, policy, performance):
    assert (
        judged({"cocaine": "major", "levamisole": "trace"}, ["cocaine", *reported], traces=policy).performance
        == performance
    )


def test_an_ignored_trace_has_a_rate_but_no_false_negatives():
    composition = {"cocaine": "major", "levamisole": "trace"}
    result = qualitative_results(composition, {"A": ["cocaine"], "B": ["cocaine", "levamisole"]})
    trace = result.substances[1]
    assert (trace.true_positive, trace.false_negative, trace.rate, trace.scored) == (1, 0, 0.5, False)
    counted = qualitative_results(
        composition, {"A": ["cocaine"], "B": ["cocaine", "levamisole"]}, policy=QualitativePolicy(traces="count")
    )
    assert counted.substances[1].false_negative == 1


def test_isomers_stand_for_each_other_only_where_the_policy_says_so():
    composition = {"para-fluorofentanyl": "major"}
    distinct = judged(composition, ["ortho-fluorofentanyl"], isomers="distinct")
    assert distinct.false_negative == ("para-fluorofentanyl",)
    assert distinct.false_positive == ("ortho-fluorofentanyl",)
    equivalent = judged(composition, ["ortho-fluorofentanyl"], isomers="equivalent")
    assert equivalent.true_positive == ("para-fluorofentanyl",)
    assert equivalent.performance == "satisfactory"


def test_a_salt_counts_as_its_base_unless_told_apart():
    assert judged({"cocaine": "major"}, ["cocaine hydrochloride"]).true_positive == ("cocaine",)
    assert judged({"cocaine": "major"}, ["cocaine hydrochloride"], salts="distinct").false_positive != ()


def test_a_class_name_is_credited_or_not_and_wrong_only_when_it_covers_nothing():
    composition = {"para-fluorofentanyl": "major"}
    credited = judged(composition, ["fentanyl analogue"], partial="credit")
    assert (credited.true_positive, credited.partial) == (("para-fluorofentanyl",), ("para-fluorofentanyl",))
    refused = judged(composition, ["fentanyl analogue"])
    assert (refused.false_negative, refused.false_positive) == (("para-fluorofentanyl",), ())
    assert judged(composition, ["para-fluorofentanyl", "cathinone"]).false_positive == ("cathinone",)
    assert judged(composition, ["para-fluorofentanyl", "fentanyl analogue"]).partial == ()


def test_equivalence_groups_that_share_a_name_are_one():
    words = Vocabulary(isomers=[{"a", "b"}], salts=[{"b", "c"}])
    assert set(words.representatives(QualitativePolicy(isomers="equivalent")).values()) == {"a"}
    assert words.representatives(QualitativePolicy(isomers="distinct")) == {"b": "b", "c": "b"}


def test_components_that_the_policy_makes_one_are_refused():
    with pytest.raises(InputError, match="same substance"):
        judged({"cocaine": "major", "cocaine hydrochloride": "minor"}, [])


def test_unknown_presence_and_policy_are_refused():
    with pytest.raises(InputError):
        judged({"cocaine": "lots"}, [])
    with pytest.raises(InputError):
        QualitativePolicy(traces="sometimes")


def test_a_blank_item_can_only_be_got_wrong_by_false_positives():
    result = qualitative_results({}, {"A": [], "B": ["cocaine"]})
    assert [one.performance for one in result.laboratories] == ["satisfactory", "unsatisfactory"]


def test_without_any_report_there_is_no_rate():
    result = qualitative_results({"cocaine": "major"}, {"A": None})
    assert (result.substances[0].rate, result.substances[0].interval) == (None, None)


@given(st.lists(st.booleans(), min_size=2, max_size=200))
def test_a_scores_have_mean_zero_and_variance_one_over_the_participants(right):
    scores = a_score(right, np.mean(right))
    assert scores.mean() == pytest.approx(0, abs=1e-9)
    if 0 < sum(right) < len(right):
        assert scores.var() == pytest.approx(1)
        assert np.abs(scores).max() <= np.sqrt(len(right) - 1) + 1e-9
    else:
        assert not scores.any()


def test_the_combined_a_score_counts_only_answers_on_which_participants_differed():
    assert combined_a_score([0], [0.9]) == pytest.approx(-3)
    assert combined_a_score([0, 1, 1], [0.9, 1.0, 1.0]) == pytest.approx(-3)
    assert combined_a_score([0, 0], [0.9, 0.9]) == pytest.approx(-6 / np.sqrt(2))
    assert combined_a_score([1, 1], [1.0, 1.0]) == 0.0
    assert combined_a_score([], []) is None


def test_a_rate_beyond_one_is_refused():
    with pytest.raises(InputError):
        a_score([1], [1.2])


def test_the_a_score_of_a_laboratory_leaves_out_ignored_traces():
    reports = {"L1": ["x", "t"], **{f"L{i}": ["x"] for i in range(2, 11)}}
    ignored = qualitative_results({"x": "major", "t": "trace"}, reports)
    assert [one.a_score for one in ignored.laboratories] == [0.0] * 10
    missed = qualitative_results({"x": "major"}, {"L1": [], **{f"L{i}": ["x"] for i in range(2, 11)}})
    assert missed.laboratories[0].a_score == pytest.approx(-3)


@given(st.permutations(["A", "B", "C", "D"]))
def test_the_order_of_laboratories_does_not_matter(order):
    reports = {"A": ["x"], "B": [], "C": ["y"], "D": ["x", "y"]}
    again = qualitative_results({"x": "major"}, {name: reports[name] for name in order})
    assert again.substances == qualitative_results({"x": "major"}, reports).substances


def test_techniques_are_compared_by_laboratories_not_by_answers():
    result = qualitative_results({"x": "major", "y": "major"}, {"A": ["x", "y"], "B": [], "C": ["x", "z"], "D": None})
    used = {"A": ["GC-MS"], "B": ["GC-MS", "TLC"], "C": ["TLC"], "D": ["NMR"]}
    summary = {one.technique: one for one in performance_by_technique(result, used)}
    assert set(summary) == {"GC-MS", "TLC"}
    assert (summary["GC-MS"].laboratories, summary["GC-MS"].faultless, summary["GC-MS"].false_negative) == (2, 1, 2)
    assert (summary["TLC"].faultless, summary["TLC"].false_positive, summary["TLC"].false_negative) == (0, 1, 3)
    assert summary["GC-MS"].interval == pytest.approx(tuple(stats.binomtest(1, 2).proportion_ci(method="exact")))
