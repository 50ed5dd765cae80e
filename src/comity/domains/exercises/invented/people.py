"""Invented laboratories; long names and several scripts, because real registers have them."""

from __future__ import annotations

# fmt: off
COUNTRIES = (
    "AE", "AR", "AT", "AU", "BE", "BR", "CA", "CH", "CL", "CN",
    "CO", "CZ", "DE", "DK", "DZ", "EE", "EG", "ES", "FI", "FR",
    "GB", "GH", "GR", "ID", "IE", "IN", "IT", "JO", "JP", "KE",
    "KR", "MA", "MX", "NG", "NL", "NO", "PL", "SE", "SG", "ZA",
)
# fmt: on

NAMED = {
    0: "المختبر الوطني للأدلة الجنائية",
    1: "Laboratorio Central de Toxicología y Química Forense",
    4: "国家毒品实验室",
    9: "Labor für Betäubungsmitteluntersuchungen",
    16: "مختبر السموم والمخدرات المركزي، قسم التحاليل الكمية والنوعية",
    18: "Laboratoire national de police technique et scientifique",
    25: "Central Forensic Science Laboratory of the Directorate of Forensic Science Services, Narcotics and "
    "Psychotropic Substances Division, Regional Office for the Northern and Eastern Territories",
    28: "科学捜査研究所",
    36: "Laboratorium Kryminalistyczne – Pracownia Chemii",
    44: "Экспертно-криминалистический центр, отдел исследования наркотических средств",
}


def laboratories(count: int) -> list[tuple[str, str, str]]:
    """Code, name and country of each laboratory."""
    countries = [COUNTRIES[position % len(COUNTRIES)] for position in range(count)]
    return [
        (f"L{position + 1:03d}", NAMED.get(position, f"Forensic Laboratory {position + 1}"), country)
        for position, country in enumerate(countries)
    ]
