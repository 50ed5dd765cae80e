"""Reports are released and come from other nodes; names are also compared by sound."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("handling", "0001_initial"),
        ("parties", "0001_initial"),
        ("substances", "0003_library"),
    ]

    operations = [
        migrations.AddField(
            model_name="analysis",
            name="position",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="As typed: the first main one counts for the weight."
            ),
        ),
        migrations.AlterModelOptions(name="analysis", options={"ordering": ("-is_main", "position", "as_reported")}),
        migrations.AddField(
            model_name="analysis",
            name="filed_under",
            field=models.ForeignKey(
                blank=True,
                help_text="Before two entries of the register were found to be one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="substances.substance",
            ),
        ),
        migrations.CreateModel(
            name="ComparabilityConsent",
            fields=[
                (
                    "laboratory",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="parties.party",
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SubstanceElsewhere",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("from_node", models.CharField(max_length=200)),
                ("foreign_id", models.UUIDField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="report",
            name="report_reference_once",
        ),
        migrations.RenameField(
            model_name="report",
            old_name="reference",
            new_name="own_reference",
        ),
        migrations.AddField(
            model_name="profile",
            name="from_node",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="profile",
            name="record_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="profile",
            name="record_key",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="record_id",
            field=models.UUIDField(blank=True, help_text="The same at every node, for all versions.", null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="released_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="reporter_name",
            field=models.CharField(blank=True, help_text="Of a reporter that this node does not know.", max_length=200),
        ),
        migrations.AddField(
            model_name="report",
            name="unit_mass",
            field=models.FloatField(blank=True, help_text="Of one tablet, blotter …, in milligrams.", null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="withdrawn_because",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="substance",
            name="from_node",
            field=models.CharField(blank=True, help_text="Empty: registered here.", max_length=200),
        ),
        migrations.AddField(
            model_name="substance",
            name="record_key",
            field=models.UUIDField(blank=True, help_text="The exchanged record, when it was released.", null=True),
        ),
        migrations.AddField(
            model_name="substancechange",
            name="from_node",
            field=models.CharField(blank=True, help_text="Empty: decided here.", max_length=200),
        ),
        migrations.AddField(
            model_name="substancename",
            name="loose",
            field=models.CharField(
                db_index=True, default="", help_text="By sound: one form in many spellings.", max_length=300
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="photographs",
            field=models.JSONField(blank=True, default=list, help_text="digest, type, size, caption"),
        ),
        migrations.AlterField(
            model_name="report",
            name="reporter",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("from_node", "")),
                fields=("reporter", "own_reference", "kind"),
                name="report_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("from_node", ""), _negated=True),
                fields=("from_node", "record_id"),
                name="report_received_once",
            ),
        ),
        migrations.AddField(
            model_name="substanceelsewhere",
            name="substance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="elsewhere", to="substances.substance"
            ),
        ),
        migrations.AddConstraint(
            model_name="substanceelsewhere",
            constraint=models.UniqueConstraint(fields=("from_node", "foreign_id"), name="substance_elsewhere_once"),
        ),
    ]
