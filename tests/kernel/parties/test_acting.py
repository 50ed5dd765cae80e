from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.author import Author
from comity.kernel.parties.acting import Acting


def test_an_actor_is_what_lower_rooms_ask_for():
    for protocol in (Author, Acting):
        wanted = [name for name in dir(protocol) if not name.startswith("_")]
        assert wanted
        assert all(hasattr(Actor, name) for name in wanted)
