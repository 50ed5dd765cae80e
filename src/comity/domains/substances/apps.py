"""The Django application `substances`."""

from django.apps import AppConfig


class SubstancesConfig(AppConfig):
    """Substances, reports of them, spectra, alerts."""

    name = "comity.domains.substances"
    label = "substances"
    default_auto_field = "django.db.models.BigAutoField"
