"""The site and its work in the background, as a person starts them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest


@pytest.fixture
def environment(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    kept |= {"COMITY_DATA": str(tmp_path), "LANG": "en"}
    command = [sys.executable, "-m", "comity.cli.main", "manage", "migrate"]
    subprocess.run(command, env=kept, check=True)
    return kept


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_the_site_answers_and_stops(environment):
    port = free_port()
    command = [sys.executable, "-m", "comity.cli.main", "serve", "--port", str(port), "--workers", "1", "--with-worker"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert page(f"http://localhost:{port}/account/login/")
        page(f"http://localhost:{port}/account/invitation/comity_i_veryverysecret/")
    finally:
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=30)
    assert "veryverysecret" not in said


def page(address):
    for _ in range(100):
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - an address of this machine
                return answer.read()
        except urllib.error.HTTPError as error:
            return error.read()
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the site did not start")


def test_the_worker_ends_when_nothing_is_left(environment):
    command = [sys.executable, "-m", "comity.cli.main", "worker", "--batch"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
