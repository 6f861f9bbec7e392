import django.core.validators
from django.db import migrations, models


def check_again(apps, schema_editor):
    """What waits for its confirmation waits in a table without the new column; its file is still there."""
    waiting = apps.get_model("procedures", "LedgerImport").objects.filter(state__in=("ready", "applying"))
    waiting.update(state="uploaded", staging="", reason="Cổng vừa được nâng cấp; hãy kiểm tra lại tệp.")


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_append_in_one_call"),
        ("procedures", "0002_waiting_typed_illustrative_ledger"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="due_computed",
            field=models.BooleanField(db_default=False, default=False, verbose_name="hạn do cổng tính"),
        ),
        migrations.AddField(
            model_name="procedure",
            name="processing_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="0 là trong ngày; để trống khi chưa biết.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(3650)],
                verbose_name="thời hạn giải quyết (ngày làm việc)",
            ),
        ),
        migrations.AddConstraint(
            model_name="procedure",
            constraint=models.CheckConstraint(
                condition=models.Q(("processing_days__isnull", True), ("processing_days__lte", 3650), _connector="OR"),
                name="procedure_days_bounded",
            ),
        ),
        migrations.RunPython(check_again, migrations.RunPython.noop),
    ]
