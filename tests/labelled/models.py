from django.db import models

from comity.kernel.handling.models import Labelled, LabelledQuerySet


class Note(Labelled):
    """The smallest record with a label."""

    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)

    objects = LabelledQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def data(self):
        return {"title": self.title, "place": self.place}
