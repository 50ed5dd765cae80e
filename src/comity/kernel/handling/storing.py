"""Keeping a label once, under the digest of its data. A step of services; it asks nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db import transaction

from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import canonical, to_data
from comity.kernel.handling.models import LabelName, Relation, StoredLabel


@transaction.atomic
def stored(label: Label) -> StoredLabel:
    """The row of this label; made where there is none yet."""
    data = to_data(label)
    row, made = StoredLabel.objects.get_or_create(
        digest=digest_of(label),
        defaults={
            "tlp": label.tlp.value,
            "originator": label.originator,
            "expires_at": label.expires,
            "limits_release": label.releasable_to is not None,
            "limits_purpose": label.purposes is not None,
            "denies": bool(label.not_releasable_to),
            "data": data,
        },
    )
    if made:
        LabelName.objects.bulk_create(
            LabelName(label=row, relation=relation, name=name) for relation, name in _names(label)
        )
    return row


def digest_of(label: Label) -> str:
    """SHA-256 of the label's data in one canonical form."""
    return hashlib.sha256(canonical(to_data(label)).encode()).hexdigest()


def _names(label: Label) -> Iterator[tuple[Relation, str]]:
    yield from ((Relation.TO, name) for name in sorted(label.releasable_to or ()))
    yield from ((Relation.NOT_TO, name) for name in sorted(label.not_releasable_to))
    yield from ((Relation.FOR, name) for name in sorted(label.purposes or ()))
