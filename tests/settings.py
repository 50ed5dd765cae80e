"""The node's own settings, in a folder that goes away, with quick passwords.

`COMITY_TEST_DATABASE=postgresql` runs the same tests on a private PostgreSQL server (see `tests/postgresql.py`).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="comity-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["COMITY_DATA"] = str(FOLDER)
os.environ["COMITY_SECRET_KEY"] = "only for tests"  # noqa: S105 - not a secret
for name in ("DATABASE", "ADDRESS", "HOSTS", "HSTS", "PROXIES", "DEBUG", "MAIL", "MAIL_FROM", "SECOND_FACTOR"):
    os.environ.pop(f"COMITY_{name}", None)
POSTGRESQL = os.environ.get("COMITY_TEST_DATABASE") == "postgresql"
if POSTGRESQL:
    os.environ["COMITY_DATABASE"] = "postgresql://comity@/comity"

from comity.config.settings import *  # noqa: E402, F403 - the environment above comes first; settings are all names

if not POSTGRESQL:
    # A file, not memory: each thread then has a connection of its own, as in a node. What is on disk need not last.
    DATABASES["default"]["TEST"] = {"NAME": FOLDER / "tests.sqlite3"}  # noqa: F405 - from the node's settings
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405 - see above
INSTALLED_APPS = [*INSTALLED_APPS, "tests.labelled"]  # noqa: F405 - a room with labels, for tests
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_BESIDE_REQUESTS = TOKEN_USE_BESIDE_REQUESTS = False
SECOND_FACTOR_ROLES = []  # demanded where it is tested
REPORT_FORMATS = ["csv", "json"]  # pictures and paper take seconds, and have their own tests
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
