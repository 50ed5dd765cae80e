"""The vocabulary of forensic disciplines: codes that never change their meaning, in groups for reading and searching.

A code is never used again for something else; what is no longer used stays in the list, so that old files can be read.
The list follows how forensic work is commonly divided; it copies nobody's classification.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.base.messages import Message, message

VERSION = 1

GROUPS: Mapping[str, Message] = {
    "scene": message("discipline", "Scene"),
    "biology": message("discipline", "Biology and medicine"),
    "chemistry": message("discipline", "Chemistry"),
    "traces": message("discipline", "Traces and materials"),
    "prints": message("discipline", "Prints and marks"),
    "digital": message("discipline", "Digital evidence"),
    "documents": message("discipline", "Documents"),
    "across": message("discipline", "Across disciplines"),
}

_IN_GROUPS: Mapping[str, Mapping[str, Message]] = {
    "scene": {
        "crime-scene": message("discipline", "Crime-scene investigation"),
        "fire": message("discipline", "Fire and explosion investigation"),
        "road-accident": message("discipline", "Road-accident analysis"),
        "victim-identification": message("discipline", "Disaster victim identification"),
    },
    "biology": {
        "dna": message("discipline", "DNA"),
        "body-fluids": message("discipline", "Body fluids and blood patterns"),
        "wildlife": message("discipline", "Animal, plant and soil traces"),
        "pathology": message("discipline", "Pathology"),
        "anthropology": message("discipline", "Anthropology and odontology"),
    },
    "chemistry": {
        "drugs": message("discipline", "Seized drugs"),
        "precursors": message("discipline", "Drug precursors"),
        "illicit-laboratories": message("discipline", "Illicit laboratories"),
        "toxicology": message("discipline", "Toxicology"),
        "explosives": message("discipline", "Explosives"),
        "ignitable-liquids": message("discipline", "Ignitable liquids"),
        "cbrn": message("discipline", "Chemical, biological, radiological and nuclear materials"),
    },
    "traces": {
        "fibres": message("discipline", "Textiles and hair"),
        "paint-glass": message("discipline", "Paint, glass and taggants"),
        "gunshot-residue": message("discipline", "Gunshot residue"),
        "microtraces": message("discipline", "Other microtraces"),
    },
    "prints": {
        "fingerprints": message("discipline", "Fingerprints"),
        "firearms": message("discipline", "Firearms and ammunition"),
        "marks": message("discipline", "Tool marks and footwear"),
        "face": message("discipline", "Facial comparison"),
    },
    "digital": {
        "digital": message("discipline", "Computers and telephones"),
        "images": message("discipline", "Images and video"),
        "speech": message("discipline", "Speech and audio"),
        "drones": message("discipline", "Drones and devices"),
    },
    "documents": {
        "documents": message("discipline", "Documents and security documents"),
        "handwriting": message("discipline", "Handwriting"),
        "currency": message("discipline", "Banknotes and counterfeits"),
    },
    "across": {
        "interpretation": message("discipline", "Interpretation of evidence"),
        "intelligence": message("discipline", "Forensic intelligence"),
        "quality": message("discipline", "Quality management"),
        "training": message("discipline", "Training"),
    },
}

NAMES: Mapping[str, Message] = {code: name for group in _IN_GROUPS.values() for code, name in group.items()}
GROUP_OF: Mapping[str, str] = {code: group for group, codes in _IN_GROUPS.items() for code in codes}
GROUP_PREFIX = "group:"


def codes_in(group: str) -> tuple[str, ...]:
    """The disciplines of a group."""
    return tuple(_IN_GROUPS[group])


def narrowed(asked: str) -> tuple[str, ...]:
    """The disciplines meant by a code, or by a whole group.

    >>> narrowed("group:documents")
    ('documents', 'handwriting', 'currency')
    >>> narrowed("dna")
    ('dna',)
    """
    if asked.startswith(GROUP_PREFIX):
        return tuple(_IN_GROUPS.get(asked.removeprefix(GROUP_PREFIX), ()))
    return (asked,) if asked in NAMES else ()


def choices(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups with their disciplines, in words."""
    return [
        (name.render(language), [(code, NAMES[code].render(language)) for code in _IN_GROUPS[group]])
        for group, name in GROUPS.items()
    ]
