from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("substances", "0005_known_series")]

    operations = [
        migrations.AddField(
            model_name="libraryspectrum",
            name="identity_changes",
            field=models.JSONField(
                blank=True, default=list, help_text="Who said what it is, when and why, oldest first; retractions too."
            ),
        ),
    ]
