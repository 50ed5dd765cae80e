import pytest
from django.core.management import call_command
from django.db import IntegrityError, models, transaction

from comity.base.clock import now
from comity.domains.exercises import models as records
from comity.domains.exercises import states
from comity.domains.exercises.models.fields import AppendOnly
from tests.domains.exercises.rounds import set_stage

RESULTS = (records.Draft, records.Submission, records.GateDecision, records.ReportFile)
NAMES = (records.Enrolment, records.Permit, records.Parcel, records.ParcelEvent)


def foreign(model: type[models.Model]) -> set[str]:
    return {field.related_model.__name__ for field in model._meta.get_fields() if field.many_to_one or field.one_to_one}


@pytest.mark.django_db
def test_migrations_say_what_the_models_say():
    call_command("makemigrations", "exercises", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("model", RESULTS)
def test_results_know_the_code_and_no_laboratory(model):
    assert "ParticipantCode" in foreign(model)
    assert not {"Party", "Enrolment", "Parcel"} & foreign(model)


@pytest.mark.parametrize("model", NAMES)
def test_enrolments_and_parcels_know_the_laboratory_and_no_code(model):
    assert "ParticipantCode" not in foreign(model) - {"Submission"}


@pytest.mark.parametrize(
    "model", [value for value in vars(records).values() if isinstance(value, type) and issubclass(value, AppendOnly)]
)
def test_what_is_only_added_to_refuses_everything_else(model):
    for attempt in (lambda: model.objects.update(at=now()), model.objects.all().delete):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(TypeError):
        model.objects.bulk_update([], ["at"])


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        (records.Round, states.RoundState),
        (records.Enrolment, states.EnrolmentState),
        (records.Permit, states.PermitState),
        (records.Parcel, states.ParcelState),
        (records.EvaluationRun, states.RunState),
        (records.Case, states.CaseState),
        (records.FollowUp, states.FollowUpState),
    ],
)
def test_every_state_has_a_name_for_people(model, wanted):
    assert [value for value, _name in model._meta.get_field("state").choices] == [state.value for state in wanted]


def test_the_database_itself_refuses_what_cannot_be(house):
    stage = set_stage(house).opened()
    stage.enrolled(house.laboratory)
    code = records.ParticipantCode.objects.get()
    row = {"code": code, "submitted_at": now(), "source": "page"}
    records.Submission.objects.create(version=1, nominated=True, **row)
    wrong = [
        lambda: records.Submission.objects.create(version=1, **row),
        lambda: records.Submission.objects.create(version=2, nominated=True, **row),
        lambda: records.Submission.objects.create(version=2, **{**row, "source": "rumour"}),
        lambda: records.ParticipantCode.objects.create(round=stage.round, laboratory=house.institute, code=code.code),
        lambda: records.Enrolment.objects.update(state="perhaps"),
        lambda: records.CodeLookup.objects.create(code=code, why="", at=now()),
        lambda: records.EvaluationRun.objects.create(round=stage.round, version=1, state="done", requested_at=now()),
    ]
    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_one_evaluation_at_a_time(house):
    stage = set_stage(house)
    records.EvaluationRun.objects.create(round=stage.round, version=1, state="queued", requested_at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        records.EvaluationRun.objects.create(round=stage.round, version=2, state="running", requested_at=now())


def test_records_say_what_they_are(house):
    stage = set_stage(house)
    enrolment = stage.invited(house.laboratory)
    assert str(stage.round) == "Seized drugs 2026/1"
    assert str(enrolment) == "Laboratory North · Seized drugs 2026/1"
