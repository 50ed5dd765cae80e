from comity.kernel.accounts.models import ROLE_NAMES
from comity.kernel.accounts.roles import Role, may_give


def test_only_administrators_make_administrators():
    assert [role for role in Role if may_give(role, "administrator")] == [Role.ADMINISTRATOR]
    assert not may_give("king", "analyst")
    assert not may_give("administrator", "king")


def test_every_role_has_a_name():
    assert set(ROLE_NAMES) == set(Role)
