"""The worker stays small: what a process that ends computes with is not loaded by the one that waits for it."""

import json
import os
import subprocess
import sys

HEAVY = ("numpy", "numba", "llvmlite", "scipy", "rdkit", "typst", "vl_convert", "pandas")
LOADED = """
import json, sys
import django
django.setup()
from comity.domains.exercises import tasks
from comity.domains.exercises.queries import beside
from comity.domains.exercises.reports import writing
from comity.domains.exercises.services import evaluations, gates
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_waiting_for_an_evaluation_loads_nothing_that_computes(tmp_path):
    environment = {**os.environ, "COMITY_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "comity.config.settings"}
    done = subprocess.run([sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert "django" in loaded
    assert not [name for name in HEAVY if name in loaded]
