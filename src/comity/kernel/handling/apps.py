"""The Django application `handling`."""

from django.apps import AppConfig


class HandlingConfig(AppConfig):
    """Labels, release decisions, changes of labels."""

    name = "comity.kernel.handling"
    label = "handling"
    default_auto_field = "django.db.models.BigAutoField"
