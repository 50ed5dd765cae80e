"""Pictures of points: who is named, what stands out, what stands at the edge."""

from comity.domains.exercises.outcome.drawing import LARGEST, among_chart, course_chart, gate_chart
from comity.domains.exercises.queries.among import Among
from comity.domains.exercises.queries.longitudinal import Course, RoundPoint


def test_a_course_judges_each_round_by_the_limits():
    course = Course("Drugs", "Cocaine", tuple(RoundPoint(f"r{n}", "", z) for n, z in enumerate((1.9, 2.0, 2.1, -3.0))))
    chart = course_chart(course)
    assert [mark.judged for mark in chart.marks] == ["satisfactory", "satisfactory", "questionable", "unsatisfactory"]
    assert [mark.label for mark in chart.marks] == ["r0", "r1", "r2", "r3"]
    assert chart.joined
    assert "r2: 2.10, questionable" in chart.description


def test_far_scores_do_not_flatten_the_others():
    chart = course_chart(Course("s", "m", (RoundPoint("a", "", 0.1), RoundPoint("b", "", 400.0))))
    assert (chart.low, chart.high) == (-LARGEST, LARGEST)


def test_one_s_own_place_is_told_and_nobody_else_is():
    among = Among("A", "cocaine", "Cocaine", own={"XYZ234": 1.0}, others=[-1.0, 0.5, 2.5])
    chart = among_chart(among, "A · Cocaine")
    assert [mark.words for mark in chart.marks] == ["You, XYZ234: 1.00, satisfactory; 3 of 4 in order of size"]
    assert chart.others == [(1.0, -1.0), (2.0, 0.5), (4.0, 2.5)]


def test_at_the_gates_suspects_say_their_codes_and_a_slip_stands_at_the_edge():
    results = [(f"C{n}", 10 + n / 10) for n in range(20)] + [("SLIP", 1000.0)]
    chart = gate_chart("A · Cocaine", "%", results, {"SLIP", "C3"})
    assert {mark.words: mark.judged for mark in chart.marks} == {
        "C3: 10.3 %": "questionable",
        "SLIP: 1000 %": "unsatisfactory",
    }
    assert chart.high < 30
    assert len(chart.others) == 19
    assert gate_chart("n", "", [], set()).marks == []
    assert gate_chart("n", "", [("A", 5.0), ("B", 5.0)], {"B"}).marks[0].judged == "questionable"
