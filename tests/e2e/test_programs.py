"""schemathesis asks the interface all that its description allows, and what it does not: never a server error.

Every operation of every room is asked, in several roles. Half of the time the identifiers in an address are those of a
round that has been released, so that what is behind the door is asked too, and not the door alone.
"""

from collections.abc import Iterator

import pytest

from comity.kernel.accounts.roles import Role

schemathesis = pytest.importorskip("schemathesis")
GenerationMode = schemathesis.GenerationMode
SEED_TOKEN = "comity_t_" + "s" * 43
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def closed(house):
    from tests.domains.exercises.closed import close_round_of

    return close_round_of(house).released()


def token_of(actor) -> dict[str, str]:
    from datetime import UTC, datetime

    from comity.kernel.accounts.authentication import digest
    from comity.kernel.accounts.models import ApiToken
    from comity.kernel.accounts.policy import SCOPES

    ApiToken.objects.create(
        assignment_id=actor.assignment_id,
        name="schemathesis",
        scopes=list(SCOPES),
        prefix=SEED_TOKEN[:14],
        secret_hash=digest(SEED_TOKEN),
        created_at=datetime(2024, 1, 1, tzinfo=UTC),
        expires_at=datetime(2100, 1, 1, tzinfo=UTC),
    )
    return {"Authorization": f"Bearer {SEED_TOKEN}"}


def who(closed, role):
    """The actor, and the identifiers that mean something to them."""
    from comity.domains.exercises import models

    house, laboratory = closed.stage.house, closed.laboratories[3]
    actors = {
        Role.ADMINISTRATOR: lambda: house.actor("Robo Admin", house.operator, Role.ADMINISTRATOR),
        Role.COORDINATOR: lambda: closed.coordinator,
        Role.STATISTICIAN: lambda: closed.statistician,
        Role.LABORATORY_MANAGER: lambda: closed.person(3),
    }
    actor = actors[role]()
    enrolment = models.Enrolment.objects.get(round=closed.pk, laboratory=laboratory)
    run = models.EvaluationRun.objects.filter(round=closed.pk).first()
    file = models.ReportFile.objects.filter(run=run, code__laboratory=laboratory).first()
    known = {
        "round_id": closed.pk,
        "scheme_id": closed.stage.scheme.pk,
        "enrolment_id": enrolment.pk,
        "entry_id": enrolment.pk,
        "run_id": run.pk,
        "file_id": file.pk,
        "notice_id": models.Notice.objects.filter(laboratory=laboratory).first().pk,
        "follow_up_id": models.FollowUp.objects.filter(laboratory=laboratory).first().pk,
        "submission_id": models.Submission.objects.filter(code__laboratory=laboratory).first().pk,
        "party_id": laboratory.pk,
        "user_id": closed.person(3).user_id,
        "assignment_id": closed.person(3).assignment_id,
        "item": "A",
        "measurand": "cocaine",
    }
    return actor, {name: str(value) for name, value in known.items()}


def ask_all(closed, monkeypatch, role, *, examples: int) -> None:
    from comity.config.wsgi import application
    from comity.kernel.web.api import api

    monkeypatch.setattr(api.throttle[0], "per_minute", 1_000_000)
    actor, known = who(closed, role)
    headers = token_of(actor)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    asked, everything = set(), set()
    for operation in sorted((result.ok() for result in described.get_all_operations()), key=_changes_least):
        everything.add(operation.label)
        asked |= set(ask(operation, headers, known, examples))
    assert len(everything) > 100
    assert everything - asked == set()


def _changes_least(operation) -> int:
    """What reads comes first, what takes rights away last."""
    return ("GET", "PUT", "PATCH", "POST", "DELETE").index(operation.method.upper())


def ask(operation, headers, known, examples) -> Iterator[str]:
    from hypothesis import HealthCheck, settings, strategies
    from hypothesis import given as run
    from hypothesis.errors import Unsatisfiable

    checks = [
        schemathesis.checks.not_a_server_error,
        schemathesis.checks.status_code_conformance,
        schemathesis.checks.content_type_conformance,
        schemathesis.checks.response_schema_conformance,
    ]
    for mode in MODES:

        @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @run(case=operation.as_strategy(generation_mode=mode), real=strategies.booleans())
        def put(case, real):
            if real:
                named = set(case.path_parameters or ()) & set(known)
                case.path_parameters = {**(case.path_parameters or {}), **{name: known[name] for name in named}}
            case.call_and_validate(headers=headers, checks=checks)

        try:
            put()
        except Unsatisfiable:  # an operation that takes nothing has nothing wrong to send
            continue
        yield operation.label


@pytest.mark.filterwarnings("ignore")  # schemathesis' own
@pytest.mark.parametrize(
    "role",
    [
        Role.LABORATORY_MANAGER,
        *(pytest.param(role, marks=pytest.mark.long) for role in (Role.ADMINISTRATOR, Role.COORDINATOR)),
    ],
)
def test_no_question_makes_the_interface_stumble(closed, monkeypatch, role):
    ask_all(closed, monkeypatch, role, examples=2)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")  # schemathesis' own
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.STATISTICIAN, Role.LABORATORY_MANAGER])
def test_no_number_of_questions_does(closed, monkeypatch, role):
    ask_all(closed, monkeypatch, role, examples=60)
