"""PostgreSQL appends events and moves the head of their chain in one call, so that a save needs no round trip for each."""

from django.db import migrations

# False, and nothing is written, when the chain has another head than the first of the events follows.
MAKE = """
CREATE FUNCTION log_append(the_chain bigint, written jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE agencies_chain
    SET length = (written -> -1 ->> 'number')::bigint, head = written -> -1 ->> 'digest'
    WHERE id = the_chain
      AND length = (written -> 0 ->> 'number')::bigint - 1 AND head = written -> 0 ->> 'previous';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO agencies_event
        (chain_id, number, at, by_id, by_name, action, subject, before, after, note, previous, digest)
    SELECT the_chain, number, at, by_id, by_name, action, subject, before, after, note, previous, digest
    FROM jsonb_to_recordset(written) AS event(
        number bigint, at timestamptz, by_id bigint, by_name text, action text, subject text,
        before jsonb, after jsonb, note text, previous text, digest text);
    RETURN true;
END $$
"""
DROP = "DROP FUNCTION log_append(bigint, jsonb)"


def _run(statement):
    def apply(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement, params=None)

    return apply


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_append_only_events")]
    operations = [migrations.RunPython(_run(MAKE), _run(DROP))]
