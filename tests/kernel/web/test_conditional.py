import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from ninja.errors import HttpError

from comity.kernel.web.conditional import etag, require_match, revalidated, set_etag

FACTORY = RequestFactory()


def test_a_tag_names_one_version():
    assert etag("a", 1) == etag("a", 1)
    assert len({etag("a", 1), etag("a", 2), etag("b", 1), etag("a1"), etag("a", "1", "")}) == 5


@pytest.mark.parametrize("header", [etag("a", 1), "*", f'"other", {etag("a", 1)}'])
def test_a_change_that_names_the_present_version_may_go_on(header):
    require_match(FACTORY.patch("/", headers={"If-Match": header}), "a", 1)


@pytest.mark.parametrize(
    ("header", "status"), [("", 428), (etag("a", 2), 412), (f"W/{etag('a', 1)}", 412), ("rubbish", 412)]
)
def test_a_change_that_names_none_or_another_is_refused(header, status):
    with pytest.raises(HttpError) as refusal:
        require_match(FACTORY.patch("/", headers={"If-Match": header} if header else {}), "a", 1)
    assert refusal.value.status_code == status


def test_who_has_the_version_already_gets_no_body():
    run = revalidated(lambda _request: HttpResponse(b"the same"))
    first = run(FACTORY.get("/"))
    again = run(FACTORY.get("/", headers={"If-None-Match": first["ETag"]}))
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert run(FACTORY.get("/", headers={"If-None-Match": '"older"'})).status_code == 200


def test_a_tag_that_was_set_is_kept_and_changes_are_not_tagged():
    def tagged(_request):
        response = HttpResponse(b"x")
        set_etag(response, "a", 7)
        return response

    assert revalidated(tagged)(FACTORY.get("/"))["ETag"] == etag("a", 7)
    assert "ETag" not in revalidated(lambda _request: HttpResponse(b"x"))(FACTORY.post("/"))
