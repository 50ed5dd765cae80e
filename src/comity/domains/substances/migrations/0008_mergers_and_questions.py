from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("substances", "0007_ordinate_of_curves")]

    operations = [
        migrations.AddField(
            model_name="substancechange",
            name="moved",
            field=models.JSONField(
                blank=True, default=dict, help_text="Of a merger: the rows that followed, by table."
            ),
        ),
        migrations.CreateModel(
            name="QuestionsHeard",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("origin", models.CharField(max_length=200)),
                ("hour", models.DateTimeField(help_text="Its beginning.")),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "questions heard",
                "constraints": [models.UniqueConstraint(fields=("origin", "hour"), name="questions_heard_once")],
            },
        ),
    ]
