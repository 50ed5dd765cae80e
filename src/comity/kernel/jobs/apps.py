"""The Django application `jobs`."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Leases on work in the background."""

    name = "comity.kernel.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
