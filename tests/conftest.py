"""Settings for all tests: Hypothesis repeats the same examples every time, and none counts seconds."""

from hypothesis import settings

settings.register_profile("default", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("long", deadline=None, derandomize=True, max_examples=2000)
settings.load_profile("default")
