"""Random parties, memberships, labels and readers. Names are drawn from one small set, so that they meet often."""

import random
import sys
import uuid
from datetime import UTC, date, datetime, timedelta

from comity.kernel.handling.label import Evaluation, JudicialUse, Label, Onward, PermissibleActions, Scheme, Tlp
from comity.kernel.parties.rules import MAY_BE_MEMBER_OF, Kind, is_part_of
from tests.functional.label_oracle import World

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COUNTRIES = ["NL", "GH", "FR"]
PURPOSES = ["quality-assurance", "criminal-investigation"]
KINDS = [kind for kind in Kind if kind is not Kind.PERSON]


def chance_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - trials that repeat, not secrets


def tell(text: str) -> None:
    """How much was tried: shown with pytest -s."""
    sys.stdout.write(text + "\n")


def identifier(chance):
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def random_world(chance: random.Random, size: int = 14) -> World:
    """Each party is a member of earlier ones only, so that there is no circle."""
    parties = {}
    memberships = []
    for _ in range(size):
        kind = chance.choice(KINDS)
        name = identifier(chance)
        seat = chance.choice([*COUNTRIES, "", ""]) if kind != Kind.STATE else chance.choice(COUNTRIES)
        for of, (of_kind, _seat) in list(parties.items()):
            if Kind(of_kind) in MAY_BE_MEMBER_OF[kind] and chance.random() < 0.35:
                memberships.append((name, of, is_part_of(kind, Kind(of_kind)), *random_time(chance)))
        parties[name] = (kind.value, seat)
    return World(parties, memberships, TODAY)


def random_time(chance):
    since = TODAY + timedelta(days=chance.choice([-400, -400, -400, -400, 0, 5]))
    return since, chance.choice([None, None, None, None, max(since, TODAY), max(since, TODAY + timedelta(days=1))])


def random_label(chance: random.Random, names: list[str], originators: list[str]) -> Label:
    listed = frozenset(chance.sample(names, chance.randint(0, 3)))
    return Label(
        tlp=chance.choice(list(Tlp)),
        originator=chance.choice([*originators, *originators, ""]),
        releasable_to=chance.choice([None, listed, listed]),
        not_releasable_to=frozenset(chance.sample(names, chance.choice([0, 0, 0, 1, 2]))),
        onward=chance.choice(list(Onward)),
        purposes=chance.choice([None, None, None, frozenset(chance.sample(PURPOSES, chance.randint(0, 2)))]),
        judicial_use=chance.choice(list(JudicialUse)),
        permissible_actions=chance.choice(list(PermissibleActions)),
        evaluations=chance.choice([frozenset(), frozenset({Evaluation(Scheme.ADMIRALTY, "B", "2")})]),
        expires=chance.choice([None, None, None, NOW, NOW + timedelta(seconds=1), NOW - timedelta(days=1)]),
        unknown=chance.choice([frozenset(), frozenset({("future", f'"{chance.choice("ab")}"')})]),
    )


def names_in(world: World, chance: random.Random) -> list[str]:
    return [*world.parties, *COUNTRIES, identifier(chance)]
