"""The Django application `exercises`."""

from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    """Collaborative exercises and proficiency tests."""

    name = "comity.domains.exercises"
    label = "exercises"
    default_auto_field = "django.db.models.BigAutoField"
