"""Regions of the world by country, after the geographical regions of the United Nations (M49, regions and sub-regions).

Antarctica and codes outside the list have no region. A grouping for statistics says nothing about any territory.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from comity.base.messages import Message, message

REGIONS: Mapping[str, Message] = {
    "africa": message("region", "Africa"),
    "americas": message("region", "Americas"),
    "asia": message("region", "Asia"),
    "europe": message("region", "Europe"),
    "oceania": message("region", "Oceania"),
}
COUNTRIES = {
    "africa": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR MU "
    "MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW",
    "americas": "AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS GT GY HN HT JM KN "
    "KY LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI",
    "asia": "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM "
    "PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
    "europe": "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD "
    "ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK",
    "oceania": "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
}


@lru_cache(maxsize=1)
def region_of() -> Mapping[str, str]:
    """Country to region."""
    return MappingProxyType({country: region for region, codes in COUNTRIES.items() for country in codes.split()})


def region_name(region: str, language: str = "en") -> str:
    """The name of a region in a language.

    >>> region_name("africa")
    'Africa'
    """
    return REGIONS[region].render(language) if region in REGIONS else "–"
