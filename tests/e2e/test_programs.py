"""schemathesis asks the interface all that its description allows, and what it does not: never a server error."""

import pytest

schemathesis = pytest.importorskip("schemathesis")
GenerationMode = schemathesis.GenerationMode
SEED_TOKEN = "comity_t_" + "s" * 43

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def headers(house):
    from datetime import UTC, datetime

    from comity.kernel.accounts.authentication import digest
    from comity.kernel.accounts.models import ApiToken
    from comity.kernel.accounts.policy import SCOPES

    assignment = house.person("Robo Admin", house.operator, "administrator")
    ApiToken.objects.create(
        assignment=assignment,
        name="schemathesis",
        scopes=list(SCOPES),
        prefix=SEED_TOKEN[:14],
        secret_hash=digest(SEED_TOKEN),
        created_at=datetime(2024, 1, 1, tzinfo=UTC),
        expires_at=datetime(2100, 1, 1, tzinfo=UTC),
    )
    return {"Authorization": f"Bearer {SEED_TOKEN}"}


@pytest.mark.filterwarnings("ignore")  # schemathesis' own
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_no_question_makes_the_interface_stumble(headers, monkeypatch, mode):
    from hypothesis import HealthCheck, settings
    from hypothesis import given as run
    from hypothesis.errors import Unsatisfiable

    from comity.config.wsgi import application
    from comity.kernel.web.api import api

    monkeypatch.setattr(api.throttle[0], "per_minute", 1_000_000)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    checks = [
        schemathesis.checks.not_a_server_error,
        schemathesis.checks.status_code_conformance,
        schemathesis.checks.content_type_conformance,
        schemathesis.checks.response_schema_conformance,
    ]
    asked = []
    for result in described.get_all_operations():
        operation = result.ok()

        @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @run(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            case.call_and_validate(headers=headers, checks=checks)

        try:
            ask()
        except Unsatisfiable:  # an operation that takes nothing has nothing wrong to send
            continue
        asked.append(operation.label)
    assert len(asked) > 10
