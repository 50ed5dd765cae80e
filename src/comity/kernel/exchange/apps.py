"""The Django application `exchange`."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Records between nodes."""

    name = "comity.kernel.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
