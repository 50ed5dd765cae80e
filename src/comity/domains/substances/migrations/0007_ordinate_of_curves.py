from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("substances", "0006_identity_of_spectra")]

    operations = [
        migrations.AddField(
            model_name="libraryspectrum",
            name="ordinate",
            field=models.CharField(
                blank=True, help_text="Of a curve: absorbance, transmittance or intensity.", max_length=14
            ),
        ),
    ]
