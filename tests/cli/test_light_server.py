"""The server stays small: what only the work in the background needs is not loaded by answering."""

import json
import os
import subprocess
import sys

HEAVY = ("numba", "llvmlite", "scipy", "rdkit", "typst", "vl_convert", "pyteomics", "pandas")
LOADED = """
import json, sys
import comity.config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
from django.test import Client
Client().get("/account/login/", headers={"host": "localhost"})
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_the_server_loads_no_heavy_library(tmp_path):
    environment = {**os.environ, "COMITY_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "comity.config.settings"}
    done = subprocess.run([sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert "django" in loaded
    assert not [name for name in HEAVY if name in loaded]
