from dataclasses import replace

from comity.domains.exercises.conduct.outcomes import Outcome, concerned, outcomes, to_look_into

ONE = Outcome("L1", "A", "cocaine", "Cocaine", "cocaine", "", "GC-MS", "45", "z", 0.5, "satisfactory")


def test_every_score_of_a_document_is_there_once(document):
    found = list(outcomes(document))
    assert len({(one.code, one.pair) for one in found}) == len(found)
    expected = sum(len(block["scores"]) for block in document["measurands"])
    expected += sum(len(block["laboratories"]) for name in ("qualitative", "ordinal") for block in document[name])
    assert len(found) == expected
    z = {
        (s["laboratory"], b["item"], b["measurand"]): s[s["score"]]
        for b in document["measurands"]
        for s in b["scores"]
        if s["score"]
    }
    assert {(one.code, *one.pair): one.value for one in found if one.name} == z


def test_what_is_questionable_or_worse_must_be_looked_into():
    bad, doubtful = (
        replace(ONE, item="B", performance="unsatisfactory"),
        replace(ONE, item="C", performance="questionable"),
    )
    assert set(to_look_into([ONE, bad, doubtful, replace(ONE, item="D", performance="not_scored")])) == {
        ("B", "cocaine"),
        ("C", "cocaine"),
    }


def test_a_correction_concerns_those_for_whom_something_changed():
    other = replace(ONE, code="L2")
    assert concerned([ONE, other], [other, ONE]) == frozenset()
    assert concerned([ONE, other], [replace(ONE, value=0.6), other]) == {"L1"}
    assert concerned([ONE], [ONE, other]) == concerned([ONE, other], [ONE]) == {"L2"}
    assert concerned([ONE], [replace(ONE, technique="LC-MS")]) == frozenset()
