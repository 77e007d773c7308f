"""Frozen helpers of the migrations: replaced tables, and tables only added to."""

from sqlalchemy import Connection, inspect, text

_OWN_INDEXES = "SELECT sql FROM sqlite_schema WHERE tbl_name = :table AND type = 'index' AND sql IS NOT NULL"


def replace_table(connection: Connection, table: str, columns: str) -> None:
    """Copy a table into one with these columns and keys, and give that its name; indexes of it are kept.

    Its triggers go with the old table. Source: sqlite.org/lang_altertable.html, section 7.

    Args:
        connection: With a transaction; references must be switched off.
        table: Its name.
        columns: What stands between the brackets of ``CREATE TABLE``; every column of the old table is among them.
    """
    indexes = connection.scalars(text(_OWN_INDEXES), {"table": table}).all()
    kept = ", ".join(column["name"] for column in inspect(connection).get_columns(table))
    connection.execute(text(f"CREATE TABLE {table}_wider ({columns})"))
    connection.execute(text(f"INSERT INTO {table}_wider ({kept}) SELECT {kept} FROM {table} ORDER BY id"))  # noqa: S608 # own names
    connection.execute(text(f"DROP TABLE {table}"))
    connection.execute(text(f"ALTER TABLE {table}_wider RENAME TO {table}"))
    for index in indexes:
        connection.exec_driver_sql(index)


SAME_ROW = {
    "suggestions": "id = NEW.id OR "
    "(photo_id = NEW.photo_id AND model_version = NEW.model_version AND choice = NEW.choice)",
    "decisions": "id = NEW.id OR undoes = NEW.undoes",
    "item_suggestions": "id = NEW.id",
    "item_suggestion_parts": "item_suggestion_id = NEW.item_suggestion_id AND place = NEW.place",
    "actions": "id = NEW.id OR of_action = NEW.of_action",
    "thresholds": "id = NEW.id",
    "changes": "id = NEW.id OR undoes = NEW.undoes",
    "judgements": "id = NEW.id",
    "blind_answers": "id = NEW.id OR (round_id = NEW.round_id AND picture = NEW.picture)",
}
"""The tables that are only added to, and when a new row would take the place of one that is there."""
_SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} are only added to'); END
"""
_SQLITE_REPLACE_TRIGGER = """
CREATE TRIGGER {table}_no_REPLACE BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row})
BEGIN SELECT RAISE(ABORT, '{table} are only added to'); END
"""  # INSERT OR REPLACE deletes the row that is there without asking the trigger for DELETE
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION '% are only added to', TG_TABLE_NAME; END$$
"""
_POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER {table}_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()
"""


def refuse_changes(connection: Connection, table: str) -> None:
    """Let the database refuse to change or delete what a table holds; triggers that are there are put anew.

    Args:
        connection: With a transaction.
        table: One of ``SAME_ROW``.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(_POSTGRESQL_FUNCTION))
        connection.execute(text(_POSTGRESQL_TRIGGER.format(table=table)))
        return
    for change in ("UPDATE", "DELETE", "REPLACE"):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{change}"))
    for change in ("UPDATE", "DELETE"):
        connection.execute(text(_SQLITE_TRIGGER.format(table=table, change=change)))
    connection.execute(text(_SQLITE_REPLACE_TRIGGER.format(table=table, same_row=SAME_ROW[table])))
