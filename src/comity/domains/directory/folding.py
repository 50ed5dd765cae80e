"""The text that searches look at: names in every language of the site, folded."""

from __future__ import annotations

from collections.abc import Iterable

from comity.base.messages import available_languages
from comity.domains.directory.disciplines import NAMES
from comity.domains.directory.rules import fold
from comity.kernel.parties.countries import country_name
from comity.kernel.parties.models import Party

COUNTRY_LANGUAGES = ("en", "fr", "ar", "es", "ru", "zh-hans")


def folded_text(party: Party, city: str, about: str, disciplines: Iterable[str]) -> str:
    """Everything by which a party is looked for: "Niederlande" is not, "Pays-Bas" and "seized drugs" are."""
    countries = [country_name(party.country, language) for language in COUNTRY_LANGUAGES] if party.country else []
    fields = [NAMES[code].render(language) for code in disciplines for language in available_languages()]
    words = dict.fromkeys(fold(text) for text in (party.name, party.short_name, city, about, *countries, *fields))
    return "\n".join(word for word in words if word)
