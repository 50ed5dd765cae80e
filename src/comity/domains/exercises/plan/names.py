"""Names of substances, whatever the spelling: aliases and upper or lower case lead to one name."""

from __future__ import annotations

from comity.domains.exercises.plan.model import Plan


def substance_names(plan: Plan) -> dict[str, str]:
    """For each name that the plan knows, in lower case, the name it stands for."""
    vocabulary = plan.vocabulary
    known = [component.substance for item in plan.items for component in item.composition]
    known += [*vocabulary.menu, *vocabulary.aliases, *vocabulary.classes]
    known += [name for group in (*vocabulary.isomers, *vocabulary.salts) for name in group]
    known += [name for members in vocabulary.classes.values() for name in members]
    names: dict[str, str] = {}
    for name in known:
        names.setdefault(name.casefold(), name)
    for name, aliases in vocabulary.aliases.items():
        names |= {alias.casefold(): names[name.casefold()] for alias in aliases}
    return names
