from comity.domains.directory.pages import found, navigation
from comity.kernel.accounts.actor import Actor


def test_the_navigation_is_for_those_with_a_role(stranger):
    assert [entry.url for entry in navigation(stranger)] == ["/directory/"]
    assert not list(navigation(Actor(user_id=None)))


def test_hits_say_kind_and_country(described, stranger):
    answer = found(stranger, "ghana", 5)
    assert [(hit.title, str(hit.kind), hit.detail) for hit in answer.hits] == [(described.name, "laboratory", "Ghana")]
    assert answer.all_url == "/directory/?q=ghana"
    assert not found(stranger, "nowhere", 5).hits


def test_what_is_not_listed_is_no_hit(hidden, stranger):
    assert hidden.name not in {hit.title for hit in found(stranger, "institute", 50).hits}
