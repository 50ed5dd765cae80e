import json

import pytest
from django.test import RequestFactory

from comity.kernel.web.parser import CarefulParser, storable


def parse(body: bytes):
    return CarefulParser().parse_body(RequestFactory().post("/", body, content_type="application/json"))


def test_plain_data_comes_through():
    data = {"name": "Łódź 化学 😀", "parts": [1, 2.5, None, {"a": "b"}]}
    assert parse(json.dumps(data).encode()) == data


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": "\\u0000"}',
        b'["\\ud800"]',
        b'{"\\u0000": 1}',
        b"[NaN]",
        b"[Infinity]",
        b"{",
        b"",
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_what_cannot_be_kept_or_is_not_json_is_refused(body):
    with pytest.raises((ValueError, RecursionError)):
        parse(body)


def test_storable():
    assert storable("Ünïcode")
    assert not storable("a\x00b")
    assert not storable("\udfff")
