from django.apps import AppConfig


class LabelledConfig(AppConfig):
    """Notes, in tests."""

    name = "tests.labelled"
    label = "labelled"
    default_auto_field = "django.db.models.BigAutoField"
