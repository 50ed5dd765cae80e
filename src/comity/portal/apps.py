"""The Django application `portal`."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Home, search, about, health."""

    name = "comity.portal"
    label = "portal"
