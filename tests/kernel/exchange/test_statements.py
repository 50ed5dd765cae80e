"""Statements: bounded, of one kind only, strict in their fields."""

import pytest

from comity.base.errors import InputError
from comity.kernel.exchange.statements import (
    NOTICE,
    RECEIPT,
    NoticeStatement,
    ReceiptStatement,
    RecordStatement,
    moment,
    number,
    open_statement,
    sign_statement,
)
from tests.federation.simulator import key


def test_a_receipt_is_never_read_as_a_notice():
    signer = key("a/records")
    with pytest.raises(InputError):
        open_statement(NOTICE, sign_statement(RECEIPT, {"a": 1}, [signer]), [signer.verifier])


def test_what_was_signed_survives():
    signer = key("a/records")
    signed = open_statement(NOTICE, sign_statement(NOTICE, {"later": [1.5]}, [signer]), [signer.verifier])
    assert (signed.data, signed.key) == ({"later": [1.5]}, signer.verifier)


@pytest.mark.parametrize("value", [None, 0, -1, True, 1.0, "1", 2**31])
def test_numbers(value):
    with pytest.raises(InputError):
        number({"n": value}, "n")


@pytest.mark.parametrize("value", ["2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00+01:00", 5])
def test_moments(value):
    with pytest.raises(InputError):
        moment({"m": value}, "m")


@pytest.mark.parametrize("data", [{}, {"label": {}}, {"record": "x", "label": {}}])
def test_incomplete_statements_are_refused(data):
    for read in (RecordStatement.from_data, NoticeStatement.from_data, lambda one: ReceiptStatement.from_data(one, 5)):
        with pytest.raises(InputError):
            read(data)
