"""The Django application `directory`."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Who is who."""

    name = "comity.domains.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
