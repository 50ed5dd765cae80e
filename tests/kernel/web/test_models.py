from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from comity.kernel.web.models import RememberedAnswer

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_a_person_has_each_key_once_and_others_have_their_own(house):
    one, other = house.person("One", house.laboratory).user, house.person("Other", house.laboratory).user
    remembered = RememberedAnswer.objects.create(user=one, key="k", digest="d", created_at=MOMENT)
    RememberedAnswer.objects.create(user=other, key="k", digest="d", created_at=MOMENT)
    assert str(remembered) == f"{one.pk} k"
    with pytest.raises(IntegrityError):
        RememberedAnswer.objects.create(user=one, key="k", digest="e", created_at=MOMENT)
