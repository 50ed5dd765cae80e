"""The Django application `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, components, forms, tables, errors, conventions of the interface for programs."""

    name = "comity.kernel.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
