import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("handling", "0001_initial"),
        ("substances", "0004_releases_and_origins"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownSeries",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("field_labels", models.JSONField(blank=True, default=dict)),
                ("name", models.CharField(max_length=120)),
                ("reason", models.CharField(max_length=500)),
                ("stated_at", models.DateTimeField()),
                ("by_party", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=500)),
                (
                    "floor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handling.storedlabel",
                    ),
                ),
                (
                    "label",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="handling.storedlabel"
                    ),
                ),
                ("reports", models.ManyToManyField(related_name="known_series", to="substances.report")),
            ],
            options={
                "verbose_name_plural": "known series",
                "ordering": ("-stated_at", "id"),
            },
        ),
    ]
