"""The rules of a round decide without a database: they import where Django is not."""

import subprocess
import sys
from pathlib import Path

from comity.domains.exercises import conduct

REFUSE_DJANGO = """
import importlib, sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "openpyxl", "typst"):
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
for module in sys.argv[1:]:
    importlib.import_module(module)
"""


def test_rules_import_without_django():
    modules = [f"{conduct.__name__}.{path.stem}" for path in Path(conduct.__file__).parent.glob("*.py")]
    done = subprocess.run(
        [sys.executable, "-c", REFUSE_DJANGO, *sorted(set(modules) - {f"{conduct.__name__}.__init__"})],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
