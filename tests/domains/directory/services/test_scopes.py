from datetime import date

import pytest

from comity.base.errors import ConflictError, NotAllowedError
from comity.domains.directory import services
from comity.domains.directory.models import AccreditedScope
from comity.kernel.audit.models import AuditEntry
from tests.domains.directory.conftest import SCOPE


def test_a_withdrawn_scope_stays(described, keeper):
    scope = AccreditedScope.objects.get()
    services.withdraw_scope(keeper, scope.pk, on=date(2026, 1, 1))
    assert AccreditedScope.objects.get().withdrawn_on == date(2026, 1, 1)
    assert AuditEntry.objects.filter(verb="withdraw accredited scope", party_id=described.pk).exists()
    with pytest.raises(ConflictError):
        services.withdraw_scope(keeper, scope.pk)


def test_prolonging_is_on_record(described, keeper):
    from dataclasses import replace

    scope = AccreditedScope.objects.get(profile=described.pk)
    services.change_scope(keeper, scope.pk, replace(SCOPE, until=date(2099, 12, 31)), version=1)
    assert AuditEntry.objects.get(verb="change accredited scope").detail["until"] == ["2099-01-31", "2099-12-31"]
    with pytest.raises(ConflictError):
        services.change_scope(keeper, scope.pk, SCOPE, version=1)


def test_others_do_not_write(described, stranger):
    with pytest.raises(NotAllowedError):
        services.add_scope(stranger, described.pk, SCOPE)
