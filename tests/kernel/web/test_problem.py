import pytest
from django.test import RequestFactory

from comity.base.errors import ComityError, ConflictError, InputError, MissingToolError, NotAllowedError, NotFoundError
from comity.base.messages import message
from comity.kernel.web.problem import TITLES, for_programs, problem_for_status, status_of

WORDS = message("test", "No.")


@pytest.mark.parametrize("status", TITLES)
def test_every_status_has_a_name_of_its_own_and_a_remedy(status):
    code, title, remedy = TITLES[status]
    assert str(title).endswith(".")
    assert str(remedy).endswith((".", "…"))
    assert sum(code == other for other, _title, _remedy in TITLES.values()) == 1


@pytest.mark.parametrize(("status", "like"), [(418, 400), (502, 500)])
def test_a_status_without_words_gets_those_of_its_family(status, like):
    response = problem_for_status(RequestFactory().get("/api/x"), status)
    assert response.status_code == status
    assert TITLES[like][0] in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError(), 404),
        (NotAllowedError("a", WORDS), 403),
        (ConflictError("a", WORDS), 409),
        (InputError("a", WORDS), 422),
        (MissingToolError("a", WORDS), 422),
        (ComityError("a", WORDS), 422),
    ],
)
def test_errors_of_services_have_their_status(error, status):
    assert status_of(error) == status


def test_what_is_for_programs():
    assert for_programs(RequestFactory().get("/api/v1/parties"))
    assert not for_programs(RequestFactory().get("/about/api/"))
