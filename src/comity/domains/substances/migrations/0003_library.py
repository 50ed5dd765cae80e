import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("handling", "0001_initial"),
        ("parties", "0001_initial"),
        ("substances", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("field_labels", models.JSONField(blank=True, default=dict)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "first detection"),
                            ("unknown", "the same unknown in several countries"),
                            ("analogue", "analogue of a controlled substance"),
                            ("harm", "severe harm"),
                            ("trend", "rising trend"),
                            ("other", "written by a person"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("note", "for information"), ("advisory", "advisory"), ("warning", "warning")],
                        default="note",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "waits for review"),
                            ("dismissed", "dismissed"),
                            ("published", "published"),
                            ("retracted", "retracted"),
                        ],
                        default="drafted",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True, max_length=4000)),
                ("evidence", models.JSONField(default=list, help_text="What the rule saw: kind, reference, words.")),
                ("rule_key", models.CharField(blank=True, help_text="One draft for one finding.", max_length=200)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("drafted_at", models.DateTimeField()),
                ("drafted_by", models.UUIDField(help_text="The person; none: a rule.", null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_by", models.UUIDField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("retracted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    models.CharField(blank=True, help_text="Why it was dismissed or retracted.", max_length=500),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("record_key", models.UUIDField(blank=True, null=True)),
                ("record_id", models.UUIDField(blank=True, null=True)),
                ("from_node", models.CharField(blank=True, help_text="Empty: drafted here.", max_length=200)),
            ],
            options={
                "ordering": ("-drafted_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="AlertReceipt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("read_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LibrarySpectrum",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("field_labels", models.JSONField(blank=True, default=dict)),
                (
                    "number",
                    models.BigIntegerField(editable=False, help_text="By which the index names it.", unique=True),
                ),
                (
                    "identifier",
                    models.CharField(help_text="Accession, or the laboratory's own number.", max_length=120),
                ),
                (
                    "provisional_code",
                    models.CharField(blank=True, help_text="Of an unknown; it stays for ever.", max_length=40),
                ),
                ("name", models.CharField(blank=True, help_text="As in the file.", max_length=300)),
                (
                    "technique",
                    models.CharField(
                        choices=[
                            ("ei", "electron ionisation"),
                            ("msms", "tandem mass spectrum"),
                            ("ms1", "mass spectrum without fragmentation"),
                            ("infrared", "infrared"),
                            ("raman", "Raman"),
                        ],
                        max_length=10,
                    ),
                ),
                ("peaks", models.BinaryField(help_text="m/z and intensity as measured, as little-endian doubles.")),
                ("peak_count", models.PositiveIntegerField()),
                ("inchikey", models.CharField(blank=True, db_index=True, max_length=27)),
                ("smiles", models.CharField(blank=True, max_length=2000)),
                ("formula", models.CharField(blank=True, max_length=120)),
                ("cas", models.CharField(blank=True, max_length=12)),
                ("exact_mass", models.FloatField(blank=True, null=True)),
                ("precursor_mz", models.FloatField(blank=True, null=True)),
                ("precursor_type", models.CharField(blank=True, max_length=60)),
                ("polarity", models.CharField(blank=True, max_length=8)),
                ("collision_energy", models.CharField(blank=True, max_length=120)),
                ("instrument", models.CharField(blank=True, max_length=200)),
                ("instrument_type", models.CharField(blank=True, max_length=120)),
                ("retention_index", models.FloatField(blank=True, null=True)),
                ("retention_time", models.FloatField(blank=True, help_text="In seconds.", null=True)),
                ("splash", models.CharField(blank=True, db_index=True, max_length=60)),
                ("family", models.CharField(blank=True, max_length=120)),
                ("licence", models.CharField(blank=True, max_length=120)),
                ("contributor", models.CharField(blank=True, max_length=200)),
                (
                    "provenance",
                    models.CharField(blank=True, help_text="From which file, case or library it is.", max_length=500),
                ),
                (
                    "country",
                    models.CharField(blank=True, help_text="Where the sample was found, if it was.", max_length=2),
                ),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("confirmed", "confirmed with a reference standard"),
                            ("probable", "probable, by library and literature"),
                            ("tentative", "tentative"),
                            ("unknown", "not identified"),
                        ],
                        default="probable",
                        max_length=10,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("owner", models.UUIDField(help_text="The party whose spectrum it is: the originator of its label.")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=500)),
                ("erased", models.BooleanField(default=False)),
                (
                    "record_key",
                    models.UUIDField(blank=True, help_text="The exchanged record, when it left or came.", null=True),
                ),
                (
                    "record_id",
                    models.UUIDField(blank=True, help_text="The same at every node, for all versions.", null=True),
                ),
                ("from_node", models.CharField(blank=True, help_text="Empty: added here.", max_length=200)),
            ],
            options={
                "ordering": ("-added_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="PeerAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "question",
                    models.UUIDField(db_index=True, help_text="The same for all peers that were asked at once."),
                ),
                ("asked_by", models.UUIDField(help_text="The party that asked.")),
                ("asked_at", models.DateTimeField()),
                ("asked", models.JSONField(default=dict, help_text="The question as it is sent, with its label.")),
                ("peer", models.UUIDField()),
                ("node", models.CharField(max_length=200)),
                ("state", models.CharField(help_text="asked, answered, failed", max_length=10)),
                ("hits", models.JSONField(default=list)),
                ("fault", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("everything", "everything"),
                            ("substance", "a substance"),
                            ("structure", "a structural group"),
                            ("effect", "an effect group"),
                            ("country", "a country"),
                            ("kind", "a kind of alert"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        blank=True, help_text="Key of the substance, group, country or kind.", max_length=40
                    ),
                ),
                ("by_mail", models.BooleanField(default=True)),
                ("since", models.DateTimeField()),
            ],
            options={
                "ordering": ("topic", "value"),
            },
        ),
        migrations.AddField(
            model_name="alert",
            name="floor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="handling.storedlabel",
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="label",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="handling.storedlabel"
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="substance",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alerts",
                to="substances.substance",
            ),
        ),
        migrations.AddField(
            model_name="alertreceipt",
            name="alert",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="substances.alert"
            ),
        ),
        migrations.AddField(
            model_name="alertreceipt",
            name="party",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="parties.party"),
        ),
        migrations.AddField(
            model_name="alertreceipt",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="libraryspectrum",
            name="floor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="handling.storedlabel",
            ),
        ),
        migrations.AddField(
            model_name="libraryspectrum",
            name="label",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="handling.storedlabel"
            ),
        ),
        migrations.AddField(
            model_name="libraryspectrum",
            name="substance",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="spectra",
                to="substances.substance",
            ),
        ),
        migrations.AddField(
            model_name="peeranswer",
            name="spectrum",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="substances.libraryspectrum",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="party",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="parties.party"),
        ),
        migrations.AddField(
            model_name="subscription",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["state", "-published_at"], name="alert_state_published"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rule_key", ""), _negated=True), fields=("rule_key",), name="alert_rule_key_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("from_node", ""), _negated=True),
                fields=("from_node", "record_id"),
                name="alert_received_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("published", "retracted")), _negated=True),
                    ("published_at__isnull", False),
                    _connector="OR",
                ),
                name="alert_out_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertreceipt",
            constraint=models.UniqueConstraint(fields=("alert", "user", "party"), name="alert_read_once"),
        ),
        migrations.AddIndex(
            model_name="libraryspectrum",
            index=models.Index(fields=["technique", "added_at"], name="spectrum_technique_added"),
        ),
        migrations.AddConstraint(
            model_name="libraryspectrum",
            constraint=models.UniqueConstraint(
                fields=("from_node", "owner", "identifier"), name="spectrum_identifier_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryspectrum",
            constraint=models.UniqueConstraint(
                condition=models.Q(("provisional_code", ""), _negated=True),
                fields=("provisional_code",),
                name="spectrum_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryspectrum",
            constraint=models.UniqueConstraint(
                condition=models.Q(("from_node", ""), _negated=True),
                fields=("from_node", "record_id"),
                name="spectrum_received_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(fields=("user", "party", "topic", "value"), name="subscription_once"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("topic", "everything"), ("value", "")),
                    models.Q(models.Q(("topic", "everything"), _negated=True), models.Q(("value", ""), _negated=True)),
                    _connector="OR",
                ),
                name="subscription_says_what",
            ),
        ),
    ]
