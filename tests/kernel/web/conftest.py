"""A browser's and a program's way in."""

import pytest
from django.test import Client


@pytest.fixture
def test_site(settings):
    settings.ROOT_URLCONF = "tests.kernel.web.site_for_tests"


@pytest.fixture
def signed_in(house):
    """A browser in which a laboratory's manager is signed in."""
    assignment = house.person("Ama Mensah", house.laboratory, "laboratory_manager")
    client = Client(raise_request_exception=False)
    client.force_login(assignment.user, backend=BACKEND)
    client.assignment = assignment
    return client


@pytest.fixture
def program(house):
    """A program with a token of an administrator of the node's operator."""
    from datetime import UTC, datetime

    from comity.kernel.accounts.authentication import digest
    from comity.kernel.accounts.models import ApiToken

    assignment = house.person("Robo Admin", house.operator, "administrator")
    secret = "comity_t_" + "x" * 43
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    ApiToken.objects.create(
        assignment=assignment,
        name="test",
        scopes=["parties:read", "parties:write"],
        prefix=secret[:14],
        secret_hash=digest(secret),
        created_at=moment,
        expires_at=datetime(2100, 1, 1, tzinfo=UTC),
    )
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
    client.assignment = assignment
    return client


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
