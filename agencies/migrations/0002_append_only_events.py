"""The database itself refuses to alter or delete what the log says."""

from django.db import migrations

from agencies import log


def _run(statements):
    def apply(apps, schema_editor):
        for statement in statements(schema_editor.connection.vendor):
            schema_editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial")]
    operations = [migrations.RunPython(_run(log.guard), _run(log.unguard))]
