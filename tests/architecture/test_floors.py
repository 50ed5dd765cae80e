"""What the import contracts cannot say: that the lower floors run where Django and the file readers are not."""

import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src" / "comity"
PURE = ("base", "science", "protocol")

# Runs in a fresh interpreter in which the named packages cannot be imported.
IMPORT_WITHOUT = """
import importlib, sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ImportError(f"{{name}} must not be needed here")
sys.meta_path.insert(0, Refuse())
for module in {modules!r}:
    importlib.import_module(module)
"""


def modules_below(folder: Path) -> list[str]:
    return [
        ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(folder.rglob("*.py"))
    ]


def run_without(modules: list[str], refused: set[str]) -> subprocess.CompletedProcess[str]:
    program = IMPORT_WITHOUT.format(modules=modules, refused=refused)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("floor", [name for name in PURE if (SOURCES / name).exists()])
def test_pure_floors_import_without_django(floor):
    done = run_without(modules_below(SOURCES / floor), {"django", "openpyxl", "typst", "vl_convert", "jinja2"})
    assert done.returncode == 0, done.stderr


def test_base_imports_with_the_standard_library_only():
    done = run_without(modules_below(SOURCES / "base"), {"numpy", "scipy", "django", "polib"})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "rules",
    sorted([*SOURCES.glob("domains/*/rules.py"), *SOURCES.glob("kernel/*/rules.py")]),
    ids=lambda path: path.parent.name,
)
def test_rules_import_without_django(rules):
    done = run_without(modules_below_file(rules), {"django", "openpyxl", "typst", "vl_convert", "jinja2"})
    assert done.returncode == 0, done.stderr


def modules_below_file(path: Path) -> list[str]:
    return [".".join(path.relative_to(SOURCES.parent).with_suffix("").parts)]


def test_the_check_itself_refuses_what_it_should():
    assert run_without(["numpy"], {"numpy"}).returncode != 0
