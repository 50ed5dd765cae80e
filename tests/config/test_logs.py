import logging

import pytest

from comity.config.logs import MaskSecrets, masked


@pytest.mark.parametrize(
    "text",
    [
        "/account/invitation/comity_i_SECRET-s_x/",
        "Authorization: Bearer SECRET",
        "token=comity_t_SECRET",
        "/account/password/reset/key/1a-SECRET/",
        "/account/confirm-email/MQ:SECRET/",
        "%s comity_i_SECRET",
    ],
)
def test_secrets_are_masked(text):
    assert "SECRET" not in masked(text)
    assert "***" in masked(text)


def test_what_is_no_secret_stays():
    assert masked("/account/people/ 404") == "/account/people/ 404"


def test_what_an_exception_says_is_masked_too():
    error = ValueError("comity_t_SECRET")
    record = logging.LogRecord("x", 40, "x", 1, "bad %s", ("comity_i_SECRET",), (type(error), error, None))
    assert MaskSecrets().filter(record)
    assert "SECRET" not in logging.Formatter("%(message)s").format(record)
