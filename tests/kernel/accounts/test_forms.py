from comity.kernel.accounts.forms import InvitationForm, TokenForm, language_choices, role_choices, time_zone_choices
from comity.kernel.accounts.roles import Role


def test_only_what_may_be_given_can_be_chosen():
    form = InvitationForm({"email": "a@example.org", "role": "administrator", "language": "en"}, roles={Role.ANALYST})
    assert "role" in form.errors
    assert [value for value, _ in role_choices({Role.OBSERVER, Role.ANALYST})] == ["analyst", "observer"]
    assert "scopes" in TokenForm({"name": "x", "scopes": ["all"], "days": "30"}, scopes=["parties:read"]).errors


def test_choices_of_language_and_time_zone():
    assert [code for code, _ in language_choices()][:2] == ["", "en"]
    zones = dict(time_zone_choices())
    assert zones["Africa/Accra"] == "Africa/Accra"
    assert "UTC" in zones
