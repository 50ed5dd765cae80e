"""What may be read of rounds, by who reads it. A record that is not for the actor does not exist for them.

`organising` for coordinator, statistician and quality manager of the organiser; `enrolments` and `parcels` with names,
for the coordinator; `participants` with codes, for the statistician; `taking_part` for a laboratory about itself;
`published` for whoever may see what has been released.
"""

from comity.domains.exercises.queries.enrolments import (
    Progress,
    enrolments,
    get_enrolment,
    permits,
    places_left,
    progress,
)
from comity.domains.exercises.queries.organising import (
    ItemCheck,
    deviations,
    get_organised_round,
    get_scheme,
    item_checks,
    organised_rounds,
    plan_of,
    schemes,
)
from comity.domains.exercises.queries.parcels import (
    LabelView,
    get_parcel,
    parcel_by_label,
    parcel_events,
    parcels,
    parcels_of,
)
from comity.domains.exercises.queries.participants import (
    Participant,
    ParticipationTable,
    participants,
    participation_by_region,
)
from comity.domains.exercises.queries.published import PublishedRound, get_published_round, published_rounds
from comity.domains.exercises.queries.taking_part import (
    LaboratoryRound,
    announced_rounds,
    code_lookups,
    get_laboratory_round,
    laboratory_rounds,
    own_code,
    own_laboratories,
)

__all__ = [
    "ItemCheck",
    "LabelView",
    "LaboratoryRound",
    "Participant",
    "ParticipationTable",
    "Progress",
    "PublishedRound",
    "announced_rounds",
    "code_lookups",
    "deviations",
    "enrolments",
    "get_enrolment",
    "get_laboratory_round",
    "get_organised_round",
    "get_parcel",
    "get_published_round",
    "get_scheme",
    "item_checks",
    "laboratory_rounds",
    "organised_rounds",
    "own_code",
    "own_laboratories",
    "parcel_by_label",
    "parcel_events",
    "parcels",
    "parcels_of",
    "participants",
    "participation_by_region",
    "permits",
    "places_left",
    "plan_of",
    "progress",
    "published_rounds",
    "schemes",
]
