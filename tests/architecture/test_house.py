"""House rules that a machine can see."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "comity"
VAGUE_NAMES = {"utils", "helpers", "common", "misc", "manager", "util", "helper"}
LARGEST_FILE = 400  # lines; beyond, a file is two rooms
DOMAIN_ROOMS = sorted(path.parent for path in SOURCES.glob("domains/*/__init__.py"))
ROOMS_WITH_TABLES = sorted(path.parent for path in SOURCES.glob("kernel/*/models.py"))
PYTHON_FILES = sorted(SOURCES.rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_room_has_a_name_that_belongs_to_nobody():
    assert not [relative(path) for path in PYTHON_FILES if path.stem in VAGUE_NAMES]


def test_no_file_outgrows_its_room():
    written = [path for path in PYTHON_FILES if "migrations" not in path.parts]  # Django writes those
    long_files = {relative(path): len(path.read_text().splitlines()) for path in written}
    assert not {name: lines for name, lines in long_files.items() if lines > LARGEST_FILE}


@pytest.mark.parametrize("room", [*DOMAIN_ROOMS, *ROOMS_WITH_TABLES], ids=lambda room: room.name)
def test_every_room_says_what_it_is_for(room):
    readme = room / "README.md"
    assert readme.exists(), f"{room.name} has no README.md"
    for heading in ("## Purpose", "## Words", "## Invariants", "## Who sees what", "## Limits"):
        assert heading in readme.read_text(), f"{room.name}/README.md lacks {heading!r}"


@pytest.mark.parametrize("floor", ["base", "science", "protocol", "kernel", "domains", "cli"])
def test_every_module_with_functions_has_its_mirrored_tests(floor):
    missing = [relative(path) for path in PYTHON_FILES if floor in path.parts and not mirrored(path)]
    assert not missing, f"no test mirrors {missing}"


def mirrored(path: Path) -> bool:
    """A test file of the same name, one for the package that holds the module, or tests by topic in its room."""
    inside = path.relative_to(SOURCES)
    if path.name == "__init__.py" or not has_functions(path):
        return True
    wanted = ROOT / "tests" / inside.parent / f"test_{path.stem}.py"
    room = 1 if inside.parts[0] in {"base", "protocol"} else 2
    folders = [ROOT.joinpath("tests", *inside.parts[:depth]) for depth in range(room, len(inside.parts))]
    by_topic = any(any(folder.glob("test_*.py")) for folder in folders)
    return wanted.exists() or by_topic or (wanted.parent.parent / f"test_{inside.parent.name}.py").exists()


def has_functions(path: Path) -> bool:
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(path.read_text())))


def test_every_public_function_of_science_is_documented_with_an_example():
    bare = [
        f"{relative(path)}:{node.name}"
        for path in PYTHON_FILES
        if "science" in path.parts
        for node in exported_functions(path)
        if ">>>" not in (ast.get_docstring(node) or "")
    ]
    assert not bare, f"no running example in {bare}"


def exported_functions(path: Path) -> list[ast.FunctionDef]:
    package = path.parent / "__init__.py"
    exported = set(re.findall(r'"(\w+)"', package.read_text())) if package.exists() else set()
    body = ast.parse(path.read_text()).body
    return [node for node in body if isinstance(node, ast.FunctionDef) and node.name in exported]


def test_lock_files_name_no_index():
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text()
        assert "--hash=sha256:" in lock.read_text()


def test_every_ignored_rule_has_a_reason():
    for path in [*PYTHON_FILES, *sorted((ROOT / "tests").rglob("*.py"))]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"#\s*(noqa|type: ignore)", line):
                assert re.search(r"(noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\])\s+[#-–—]*\s*\w+", line), (
                    f"{relative(path)}:{number} ignores a rule without saying why"
                )
