"""Collect every text for people and merge it into the catalogues: `make messages`.

Looks for calls `message("context", "Text …")` in the Python sources; the words are literals, or names that were given
literals. New texts arrive untranslated in `src/comity/locale/*/LC_MESSAGES/comity.po`; texts that are gone leave.
`--check` changes nothing and fails when a catalogue lacks a text, or when a complete language has one untranslated.
"""

from __future__ import annotations

import ast
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from site_messages import texts_of_site

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "comity"
COMPLETE_LANGUAGES = ("ar", "fr")
PLACE = re.compile(r"\{\w+\}|%\(\w+\)[sd]")
EXTRACTED_CALLS = frozenset({"message"})

Text = tuple[str, str, str]  # context, text, plural (empty where the sentence counts nothing)


def texts_in(path: Path) -> Iterator[tuple[Text, int]]:
    """Every text with its line; a call whose words cannot be found is an error, because nobody could translate it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for scope, call in _calls(tree):
        contexts = _words(call.args[0], scope, tree)
        texts = _words(call.args[1], scope, tree)
        given = [_words(keyword.value, scope, tree) for keyword in call.keywords if keyword.arg == "plural"]
        plurals = given[0] if given else [""] * len(texts)
        if not contexts or not texts or len(plurals) != len(texts):
            raise SystemExit(f"{path.relative_to(ROOT)}:{call.lineno}: the words of this message are not literal")
        for context, (text, plural) in itertools.product(contexts, zip(texts, plurals, strict=True)):
            yield (context, text, plural), call.lineno


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
    wrong = 0
    for domain, texts in (("comity", all_texts()), ("django", texts_of_site(SOURCES))):
        for path in sorted(SOURCES.glob(f"locale/*/LC_MESSAGES/{domain}.po")):
            if "--check" in arguments:
                wrong += _checked(path, texts)
            else:
                _merged(path, texts)
    return 1 if wrong else 0


def _checked(path: Path, texts: dict[Text, str]) -> int:
    language = path.parent.parent.name
    found = list(faults(_opened(path), texts, complete=language in COMPLETE_LANGUAGES))
    for fault in found:
        sys.stderr.write(f"{language}: {path.stem}: {fault}\n")
    return len(found)


def _merged(path: Path, texts: dict[Text, str]) -> None:
    catalogue = _opened(path)
    merge(catalogue, texts)
    catalogue.save(str(path))
    sys.stdout.write(
        f"{path.parent.parent.name}: {path.stem}: {catalogue.percent_translated()} % of {len(catalogue)}\n"
    )


def _opened(path: Path) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=120)


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


def _calls(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Every call that makes a message, with the function it stands in (or the module)."""
    for scope in (tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda))):
        for node in _inside(scope):
            if isinstance(node, ast.Call) and _called_name(node) in EXTRACTED_CALLS and not _hands_on(node):
                yield scope, node


def _hands_on(call: ast.Call) -> bool:
    """Whether the call only passes on the words of another message, as `Message` itself does to gettext."""
    return len(call.args) < 2 or isinstance(call.args[0], ast.Attribute)


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    """What stands in `scope`, but not in a function inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _inside(child)


def _words(node: ast.expr, scope: ast.AST, tree: ast.Module) -> list[str]:
    """The strings that an argument can be: a literal, a choice of two, or a name that was given literals nearby."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _words(node.body, scope, tree) + _words(node.orelse, scope, tree)
    if isinstance(node, ast.Name):
        return _assigned(node.id, scope) or _assigned(node.id, tree) or _imported(node.id, tree)
    return []


def _assigned(name: str, scope: ast.AST) -> list[str]:
    given = [
        node.value
        for node in _inside(scope)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and any(isinstance(to, ast.Name) and to.id == name for to in _targets(node))
    ]
    return [
        word for value in given if isinstance(value, ast.Constant | ast.IfExp) for word in _words(value, scope, _EMPTY)
    ]


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def _imported(name: str, tree: ast.Module) -> list[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and any(alias.name == name for alias in node.names):
            source = SOURCES.parent / Path(*node.module.split("."))
            file = source.with_suffix(".py") if source.with_suffix(".py").exists() else source / "__init__.py"
            return _assigned(name, ast.parse(file.read_text(encoding="utf-8"))) if file.exists() else []
    return []


_EMPTY = ast.Module(body=[], type_ignores=[])

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
