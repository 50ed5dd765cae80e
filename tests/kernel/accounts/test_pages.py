from allauth.mfa.models import Authenticator

from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.pages import navigation, waiting
from comity.kernel.accounts.roles import Role


def test_who_may_see_people_is_led_to_them(house):
    for role in Role:
        entries = list(navigation(house.actor("Some", house.laboratory, role)))
        assert bool(entries) == (role != Role.OBSERVER)


def test_a_second_factor_waits_until_it_is_set_up(house):
    ana = house.actor("Ana", house.laboratory)
    assert [item.url for item in waiting(ana)] == ["/account/2fa/"]
    Authenticator.objects.create(user_id=ana.user_id, type="totp", data={})
    assert list(waiting(ana)) == []
    assert list(waiting(Actor.system("test"))) == []
