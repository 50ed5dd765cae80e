"""Collect every text for people and merge it into the catalogues: `make messages`.

Looks for calls `message("context", "Text …")` with literal strings in the Python sources. New texts arrive
untranslated in `src/comity/locale/*/LC_MESSAGES/comity.po`; texts that are gone leave. `--check` changes
nothing and fails when a catalogue lacks a text, or when a complete language has one untranslated.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "comity"
COMPLETE_LANGUAGES = ("fr",)
PLACE = re.compile(r"\{\w+\}")
EXTRACTED_CALLS = frozenset({"message", "pgettext"})

Text = tuple[str, str, str]  # context, text, plural (empty where the sentence counts nothing)


def texts_in(path: Path) -> Iterator[tuple[Text, int]]:
    """Every text with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _called_name(node) in EXTRACTED_CALLS and len(node.args) >= 2:
            context, text = (_literal(argument) for argument in node.args[:2])
            plurals = [_literal(keyword.value) or "" for keyword in node.keywords if keyword.arg == "plural"]
            if context is not None and text is not None:
                yield (context, text, "".join(plurals)), node.lineno


def all_texts() -> dict[Text, str]:
    """Every text of the sources, with the first place where it stands."""
    found: dict[Text, str] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for text, _line in texts_in(path):
            found.setdefault(text, path.relative_to(ROOT).as_posix())
    return found


def merge(catalogue: polib.POFile, texts: dict[Text, str]) -> None:
    """Give `catalogue` exactly `texts`, keeping the translations it has."""
    known = {_key(entry): entry for entry in catalogue}
    catalogue.clear()
    for (context, text, plural), place in sorted(texts.items()):
        entry = known.get((context, text, plural)) or _new_entry(context, text, plural)
        entry.comment = place
        catalogue.append(entry)


def faults(catalogue: polib.POFile, texts: dict[Text, str], *, complete: bool) -> Iterator[str]:
    """What `--check` complains about."""
    known = {_key(entry): entry for entry in catalogue}
    yield from (f"not in the catalogue: {text!r}" for text in texts if text not in known)
    yield from (f"no longer used: {text!r}" for text in known if text not in texts)
    for key, entry in known.items():
        if complete and not entry.translated():
            yield f"untranslated: {key!r}"
        elif entry.translated() and _places(entry) != set(PLACE.findall(entry.msgid + entry.msgid_plural)):
            yield f"other {{places}} in the translation than in the text: {key!r}"


def main(arguments: list[str]) -> int:
    """Merge, or with `--check` only compare."""
    texts = all_texts()
    wrong = 0
    for path in sorted(SOURCES.glob("locale/*/LC_MESSAGES/comity.po")):
        catalogue = polib.pofile(str(path), wrapwidth=120)
        language = path.parent.parent.name
        if "--check" in arguments:
            for fault in faults(catalogue, texts, complete=language in COMPLETE_LANGUAGES):
                sys.stderr.write(f"{language}: {fault}\n")
                wrong += 1
            continue
        merge(catalogue, texts)
        catalogue.save(str(path))
        sys.stdout.write(f"{language}: {catalogue.percent_translated()} % of {len(catalogue)} texts\n")
    return 1 if wrong else 0


def _key(entry: polib.POEntry) -> Text:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def _new_entry(context: str, text: str, plural: str) -> polib.POEntry:
    if plural:
        return polib.POEntry(msgctxt=context, msgid=text, msgid_plural=plural, msgstr_plural={0: "", 1: ""})
    return polib.POEntry(msgctxt=context, msgid=text)


def _places(entry: polib.POEntry) -> set[str]:
    return set(PLACE.findall("".join([entry.msgstr, *entry.msgstr_plural.values()])))


def _called_name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
