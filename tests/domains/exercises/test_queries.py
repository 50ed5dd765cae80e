"""Who sees what of a round, role by role."""

from dataclasses import asdict

import pytest

from comity.base.clock import now
from comity.base.errors import NotAllowedError, NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.models import EvaluationRun, ParticipantCode, ReportFile, Submission
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from tests.domains.exercises.rounds import REASON, set_stage


@pytest.fixture
def stage(house):
    made = set_stage(house, requests=True).opened()
    made.enrolled(house.laboratory)
    made.enrolled(house.institute)
    made.invited(house.second_laboratory)
    return made


def submit(stage, party) -> None:
    code = ParticipantCode.objects.get(round=stage.round, laboratory=party)
    Submission.objects.create(code=code, version=1, submitted_at=now(), source="page", nominated=True)


def deviate(stage, reason: str) -> None:
    data = stage.fresh().plan
    data["evaluations"][0]["assigned_value"]["value"] += 1
    services.save_plan(stage.statistician, stage.round.pk, data, version=stage.fresh().version, reason=reason)


def released(stage, meanwhile=lambda: None) -> EvaluationRun:
    services.close_round(stage.coordinator, stage.round.pk, reason=REASON)
    meanwhile()
    run = EvaluationRun.objects.create(
        round=stage.round, version=1, state="done", requested_at=now(), document_digest="d"
    )
    code = ParticipantCode.objects.get(laboratory=stage.house.laboratory)
    files = {"format": "pdf", "digest": "d", "size": 1, "created_at": now(), "run": run}
    ReportFile.objects.create(audience="participants", name="summary", **files)
    ReportFile.objects.create(audience="coordinator", name="coordinator", **files)
    ReportFile.objects.create(audience="laboratory", name="own", code=code, **files)
    services.note_evaluation(Actor.system("test"), stage.round.pk)
    services.release_round(stage.coordinator, stage.round.pk)
    return run


def test_the_coordinator_sees_names_and_who_submitted_but_no_result(stage):
    submit(stage, stage.house.laboratory)
    rows = queries.enrolments(stage.coordinator, stage.round.pk)
    assert [(row.laboratory.name, row.state, row.has_submitted) for row in rows] == [
        ("Foreign Institute", "enrolled", False),
        ("Laboratory North", "enrolled", True),
        ("Laboratory South", "invited", False),
    ]
    with pytest.raises(NotFoundError):
        queries.own_code(stage.coordinator, stage.round.pk, stage.house.laboratory.pk)


def test_numbers_for_the_coordinator(stage):
    submit(stage, stage.house.laboratory)
    assert asdict(queries.progress(stage.coordinator, stage.round.pk)) == {
        "invited": 1,
        "requested": 0,
        "enrolled": 2,
        "submitted": 1,
        "capacity": None,
    }
    assert queries.places_left(stage.fresh()) is None


def test_filters_of_the_coordinator(stage):
    found = queries.enrolments(stage.coordinator, stage.round.pk, state="enrolled", text="north")
    assert [row.laboratory.name for row in found] == ["Laboratory North"]


def test_the_statistician_sees_codes_in_an_order_that_tells_nothing(stage):
    submit(stage, stage.house.laboratory)
    seen = queries.participants(stage.statistician, stage.round.pk)
    assert [one.code for one in seen] == sorted(one.code for one in seen)
    assert {one.code: one.submitted for one in seen} == {
        stage.code_of(stage.house.laboratory): True,
        stage.code_of(stage.house.institute): False,
    }


def test_the_number_of_questions_does_not_grow_with_the_rows(stage):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from comity.kernel.parties.models import Membership, Party

    ministry = stage.laboratory(stage.house.ministry)

    def questions() -> list[int]:
        counts = []
        for rows in (
            lambda: [
                (row.laboratory.name, row.has_submitted) for row in queries.enrolments(stage.coordinator, round_id)
            ],
            lambda: [row.enrolment.laboratory.name for row in queries.parcels(stage.coordinator, round_id)],
            lambda: [row.round.scheme.organiser.name for row in queries.laboratory_rounds(ministry)],
            lambda: [one.submitted for one in queries.participants(stage.statistician, round_id)],
            lambda: queries.progress(stage.coordinator, round_id),
            lambda: queries.participation_by_region(stage.coordinator, round_id),
        ):
            with CaptureQueriesContext(connection) as asked:
                rows()
            counts.append(len(asked))
        return counts

    round_id = stage.round.pk
    services.prepare_parcels(stage.coordinator, round_id)
    few = questions()
    for number in range(12):
        party = Party.objects.create(kind="laboratory", name=f"Laboratory {number}", country="NL")
        Membership.objects.create(member=party, of=stage.house.ministry, part=True, since=now().date())
        stage.enrolled(party)
    services.prepare_parcels(stage.coordinator, round_id)
    assert questions() == few
    assert max(few) <= 5


def test_a_laboratory_sees_its_round_its_code_and_what_is_asked(stage):
    seen = queries.get_laboratory_round(stage.laboratory(stage.house.laboratory, Role.ANALYST), stage.round.pk)
    assert (seen.own_code, seen.enrolment_state) == (stage.code_of(stage.house.laboratory), "enrolled")
    assert [item.code for item in seen.plan.items] == ["A", "B"]
    assert "45" not in repr(seen.plan)
    assert seen.plan_digest == stage.fresh().plan_digest


def test_items_are_those_of_the_parcel_once_there_is_one(stage):
    enrolment = stage.round.enrolments.get(laboratory=stage.house.laboratory)
    services.set_menu(stage.coordinator, enrolment.pk, ["MDMA"])
    manager = stage.laboratory(stage.house.laboratory)
    assert len(queries.get_laboratory_round(manager, stage.round.pk).plan.items) == 2
    services.prepare_parcels(stage.coordinator, stage.round.pk)
    assert [item.code for item in queries.get_laboratory_round(manager, stage.round.pk).plan.items] == ["B"]


def test_the_manager_of_a_ministry_chooses_among_its_laboratories(stage):
    ministry = stage.laboratory(stage.house.ministry)
    for laboratory in (stage.house.laboratory, stage.house.second_laboratory):
        seen = queries.get_laboratory_round(ministry, stage.round.pk, laboratory_id=laboratory.pk)
        assert seen.laboratory == laboratory.name
    with pytest.raises(NotFoundError):
        queries.get_laboratory_round(ministry, stage.round.pk, laboratory_id=stage.house.institute.pk)


def test_announced_rounds_are_those_that_one_is_not_in(stage):
    outsider = stage.laboratory(stage.house.operator)
    assert [one.pk for one in queries.announced_rounds(outsider)] == [stage.round.pk]
    assert not queries.announced_rounds(stage.laboratory(stage.house.laboratory)).exists()
    stage.past_deadline()
    assert not queries.announced_rounds(outsider).exists()


def test_a_laboratory_outside_sees_an_announced_round_and_no_other(stage):
    outsider = stage.laboratory(stage.house.operator)
    seen = queries.get_laboratory_round(outsider, stage.round.pk)
    assert (seen.own_code, seen.enrolment_id, seen.instructions) == ("", None, "")
    services.close_round(stage.coordinator, stage.round.pk, reason=REASON)
    with pytest.raises(NotFoundError):
        queries.get_laboratory_round(outsider, stage.round.pk)


def test_after_the_release_everybody_sees_their_own(stage):
    released(stage)
    observer = stage.house.actor("Observer", stage.house.network, Role.OBSERVER)
    seen = queries.get_published_round(observer, stage.round.pk)
    assert [file.name for file in seen.files] == ["summary"]
    quality = stage.house.actor("Quality", stage.house.laboratory, Role.QUALITY_MANAGER)
    assert [one.code for one in queries.published_rounds(quality)] == ["2026/1"]


def test_whoever_reads_the_summary_reads_how_the_plan_was_kept_to(stage):
    deviate(stage, "certificate corrected before the close")
    released(stage, lambda: deviate(stage, "certificate corrected after the close"))
    observer = stage.house.actor("Observer", stage.house.network, Role.OBSERVER)
    seen = queries.get_published_round(observer, stage.round.pk)
    assert seen.plan_digest == stage.fresh().plan_digest
    assert [one.reason for one in seen.deviations] == [
        "certificate corrected before the close",
        "certificate corrected after the close",
    ]
    assert seen.deviations[1].results_known
    assert "Statistician" not in repr(seen.deviations)


def test_before_the_release_nobody_sees_it_as_released(stage):
    services.close_round(stage.coordinator, stage.round.pk, reason=REASON)
    observer = stage.house.actor("Observer", stage.house.network, Role.OBSERVER)
    assert queries.published_rounds(observer) == []
    with pytest.raises(NotFoundError):
        queries.get_published_round(observer, stage.round.pk)


def test_an_observer_sees_released_summaries_and_nothing_else(stage):
    released(stage)
    for party in (stage.house.network, stage.house.laboratory):
        observer = stage.house.actor(f"Observer of {party.name}", party, Role.OBSERVER)
        assert len(queries.published_rounds(observer)) == 1
        for question in (queries.enrolments, queries.participants, queries.parcels, queries.get_organised_round):
            with pytest.raises((NotFoundError, NotAllowedError)):
                question(observer, stage.round.pk)
        with pytest.raises(NotFoundError):
            queries.get_laboratory_round(observer, stage.round.pk)


def test_who_is_not_concerned_sees_no_released_round(stage):
    released(stage)
    stranger = stage.house.actor("Stranger", stage.house.operator, Role.QUALITY_MANAGER)
    invited_only = stage.house.actor("Invited", stage.house.second_laboratory, Role.QUALITY_MANAGER)
    for actor in (stranger, invited_only, Actor.visitor("")):
        assert queries.published_rounds(actor) == []


def test_tables_by_country_are_suppressed_for_everybody_alike(stage):
    from comity.kernel.parties.models import Party

    for number in range(6):
        stage.enrolled(Party.objects.create(kind="laboratory", name=f"Laboratory {number}", country="NL"))
    tables = [
        queries.participation_by_region(actor, stage.round.pk)
        for actor in (stage.coordinator, stage.statistician, stage.laboratory(stage.house.institute))
    ]
    assert tables[0] == tables[1] == tables[2]
    assert {cell.group: cell.laboratories for cell in tables[0].cells} == {(): 8, ("GH",): None, ("NL",): None}
    assert tables[0].suppressed == 2
    with pytest.raises(NotFoundError):
        queries.participation_by_region(stage.laboratory(stage.house.operator), stage.round.pk)


def test_countries_stand_within_their_regions(stage):
    from comity.kernel.parties.models import Party

    for number in range(6):
        stage.enrolled(Party.objects.create(kind="laboratory", name=f"Laboratory {number}", country="AT"))
    regions = {"AT": "Europe", "NL": "Europe", "GH": "Africa"}
    cells = queries.participation_by_region(stage.statistician, stage.round.pk, regions).cells
    assert [cell.group for cell in cells] == [
        (),
        ("Africa",),
        ("Africa", "GH"),
        ("Europe",),
        ("Europe", "AT"),
        ("Europe", "NL"),
    ]
    assert {cell.group for cell in cells if cell.shown} <= {(), ("Europe", "AT")}


def test_the_node_itself_sees_schemes_and_rounds(stage):
    node = Actor.system("test")
    assert queries.schemes(node).count() == 1
    assert queries.organised_rounds(node, scheme_id=stage.scheme.pk).count() == 1
    assert queries.get_scheme(stage.statistician, stage.scheme.pk) == stage.scheme
