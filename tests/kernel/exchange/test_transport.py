"""The network: only where it may go, only so much, only so long."""

import http.server
import threading
import time

import pytest

from comity.base.errors import ComityError, InputError
from comity.kernel.exchange.transport import UnreachableError, check_address, fetch
from tests.federation.floods import drip, flood


@pytest.mark.parametrize(
    "address",
    ["", "ftp://a.test", "http://a.test", "https://", "https://a.test/path", "https://u:p@a.test", "https://a.test:0",
     "https://a.test:x", "https://a.test?x=1", "//a.test", "javascript:1"],
)  # fmt: skip
def test_only_plain_https_addresses(address):
    with pytest.raises(InputError):
        check_address(address, private=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "192.168.1.1"])
def test_private_networks_are_not_reached_unless_allowed(host):
    with pytest.raises(UnreachableError) as found:
        fetch("GET", f"https://{host}/", largest=10, seconds=5)
    assert found.value.code == "address-private"


def test_a_redirect_is_an_answer_and_not_followed():
    class Redirect(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Redirect)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    answer = fetch("GET", f"http://127.0.0.1:{server.server_port}/", largest=100, private=True)
    server.shutdown()
    server.server_close()
    assert (answer.status, answer.header("location")) == (302, "http://169.254.169.254/")


@pytest.mark.parametrize("misbehaving", [flood, drip])
def test_a_peer_that_never_ends_is_cut_off(misbehaving):
    begun = time.monotonic()
    with misbehaving() as address, pytest.raises(ComityError) as found:
        fetch("GET", f"{address}/", largest=1_000_000, private=True, seconds=2)
    assert found.value.code in {"too-large", "no-answer", "too-slow"}
    assert time.monotonic() - begun < 10
