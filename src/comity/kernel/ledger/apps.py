"""The Django application `ledger`."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The node's append-only log, its signed heads, and the logs of others that it watches."""

    name = "comity.kernel.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
