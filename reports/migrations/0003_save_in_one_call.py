"""PostgreSQL stores what a save has worked out in one call, if the report is still what it was worked out from."""

from django.db import migrations

# False, and nothing is written, when somebody was faster or the period has been closed.
MAKE = """
CREATE FUNCTION report_store_figures(
    the_version bigint, its_revision integer, written jsonb, counted jsonb, events jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    the_chain bigint;
    the_period bigint;
BEGIN
    -- The version before the chain, as everybody else who writes locks them.
    SELECT chain.id, report.period_id INTO the_chain, the_period
    FROM reports_version version
    JOIN reports_report report ON report.id = version.report_id AND report.current_id = version.id
    JOIN agencies_chain chain ON chain.id = report.chain_id
    WHERE version.id = the_version AND version.revision = its_revision
    FOR NO KEY UPDATE OF version, chain;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    -- A query of its own sees what was committed while the lock was waited for.
    PERFORM FROM reports_period WHERE id = the_period AND state = 'open';
    IF NOT FOUND OR NOT log_append(the_chain, events) THEN
        RETURN false;
    END IF;
    INSERT INTO reports_figure
        (version_id, indicator_id, state, value, numerator, denominator, base, typed, note, revision)
    SELECT the_version, indicator_id, state, value, numerator, denominator, base, typed, note, revision
    FROM jsonb_to_recordset(written) AS cell(
        indicator_id bigint, state text, value numeric, numerator numeric, denominator numeric, base numeric,
        typed text, note text, revision integer)
    ON CONFLICT (version_id, indicator_id) DO UPDATE
    SET (state, value, numerator, denominator, base, typed, note, revision) =
        (excluded.state, excluded.value, excluded.numerator, excluded.denominator, excluded.base,
         excluded.typed, excluded.note, excluded.revision);
    IF counted <> '{}' THEN
        UPDATE reports_version
        SET filled = (counted ->> 'filled')::smallint, required = (counted ->> 'required')::smallint,
            errors = (counted ->> 'errors')::smallint, warnings = (counted ->> 'warnings')::smallint
        WHERE id = the_version;
    END IF;
    RETURN true;
END $$
"""
DROP = "DROP FUNCTION report_store_figures(bigint, integer, jsonb, jsonb, jsonb)"


def _run(statement):
    def apply(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement, params=None)

    return apply


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_append_in_one_call"),
        ("reports", "0002_numerator_bounded"),
    ]
    operations = [migrations.RunPython(_run(MAKE), _run(DROP))]
