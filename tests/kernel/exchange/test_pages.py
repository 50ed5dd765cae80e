"""What this room contributes to pages that span rooms."""

from comity.kernel.accounts.roles import Role
from comity.kernel.exchange import services
from comity.kernel.exchange.pages import navigation, waiting
from tests.federation.simulator import SimulatedNode


def test_navigation_and_what_waits(node, house):
    services.add_peer(node, SimulatedNode("b.test").card())
    admin = house.actor("Ada", house.operator, Role.ADMINISTRATOR)
    assert [one.url for one in navigation(admin)] == ["/exchange/"]
    assert [one.title for one in waiting(admin)] == ["Agency b.test"]
    analyst = house.actor("Ana", house.operator, Role.ANALYST)
    assert not [*navigation(analyst), *waiting(analyst)]
