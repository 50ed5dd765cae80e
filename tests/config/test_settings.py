"""What a node on the internet gets: cookies only by https, nothing framed, nothing sniffed, no foreign script."""

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.config.settings"
from django.conf import settings as s
print(json.dumps({name: getattr(s, name) for name in (
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS",
    "ALLOWED_HOSTS", "DEBUG", "SESSION_COOKIE_HTTPONLY", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN")}))
"""


def settings_with(tmp_path, **given):
    environment = {**os.environ, "COMITY_DATA": str(tmp_path), **given}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_with_https(tmp_path):
    found = settings_with(tmp_path, COMITY_ADDRESS="https://comity.example.org", COMITY_HSTS="3600")
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] == 3600
    assert found["ALLOWED_HOSTS"] == ["comity.example.org"]
    assert not found["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]
    assert not found["DEBUG"]


def test_on_ones_own_machine(tmp_path):
    found = settings_with(tmp_path)
    assert not found["SESSION_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_HTTPONLY"]
    assert not found["DEBUG"]


@pytest.mark.django_db
def test_headers_of_every_page(client):
    answer = client.get("/account/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_no_migration_is_missing():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("check", fail_level="WARNING", verbosity=0)
