from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.author import Author


def test_an_actor_is_an_author():
    for protocol in (Author,):
        wanted = [name for name in dir(protocol) if not name.startswith("_")]
        assert wanted
        assert all(hasattr(Actor, name) for name in wanted)
