"""The source of a row names a measure, and a figure knows that it was taken from there."""

import importlib

from django.db import migrations, models

# What a row of edition 188/SNV-CCHC is counted by; until now its source only named the register.
MEASURES = {
    4: {
        "1.2": "procedures.announced",
        "1.3": "procedures.ended",
        "1.4.1": "procedures.province",
        "1.4.2": "procedures.district",
        "1.4.3": "procedures.commune",
        "2.1": "procedures.linked_same_tier",
        "2.2": "procedures.linked_across_tiers",
        "2.3": "procedures.beyond_boundaries",
        "3.1.1": "dossiers.resolved",
        "3.1.2": "dossiers.on_time",
        "3.2.1": "dossiers.resolved",
        "3.2.2": "dossiers.on_time",
        "3.3.1": "dossiers.resolved",
        "3.3.2": "dossiers.on_time",
    },
    8: {
        "6.1.1": "procedures.partial_eligible",
        "6.1.2": "procedures.partial",
        "6.1.3": "procedures.partial_used",
        "6.2.1": "procedures.full_eligible",
        "6.2.2": "procedures.full",
        "6.2.3": "procedures.full_used",
        "6.3.1": "procedures.online",
        "6.3.2": "procedures.online_on_national_portal",
        "6.4.1": "dossiers.received_of_online",
        "6.4.2": "dossiers.received_online",
        "6.5.1": "procedures.with_fee",
        "6.5.2": "procedures.paid_online",
    },
}


def name_measures(apps, schema_editor):
    """A row that nobody can name a measure for is one to be typed."""
    for row in apps.get_model("reports", "Indicator").objects.exclude(source="").select_related("appendix"):
        row.source = MEASURES.get(row.appendix.number, {}).get(row.code, "")
        row.save(update_fields=["source"])


def name_registers(apps, schema_editor):
    for row in apps.get_model("reports", "Indicator").objects.exclude(source=""):
        row.source = row.source.partition(".")[0]
        row.save(update_fields=["source"])


DROP = importlib.import_module("reports.migrations.0003_save_in_one_call").DROP
MAKE_OLD = importlib.import_module("reports.migrations.0003_save_in_one_call").MAKE
MAKE = (
    MAKE_OLD.replace("typed, note, revision", "typed, note, revision, filled_from, measured")
    .replace("revision integer)", "revision integer, filled_from text, measured numeric)")
    .replace("excluded.revision)", "excluded.revision, excluded.filled_from, excluded.measured)")
)


def _function(statement):
    def apply(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(DROP, params=None)
            schema_editor.execute(statement, params=None)

    return apply


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_save_in_one_call")]
    operations = [
        migrations.AlterField(
            model_name="indicator",
            name="source",
            field=models.CharField(blank=True, max_length=60, verbose_name="nguồn tự điền"),
        ),
        migrations.AddField(
            model_name="figure",
            name="filled_from",
            field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="figure",
            name="measured",
            field=models.DecimalField(decimal_places=4, max_digits=15, null=True),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                name="figure_measured_bounded",
                condition=models.Q(measured__isnull=True) | (models.Q(measured__gte=0) & models.Q(measured__lt=10**11)),
            ),
        ),
        migrations.RunPython(name_measures, name_registers),
        migrations.RunPython(_function(MAKE), _function(MAKE_OLD)),
    ]
