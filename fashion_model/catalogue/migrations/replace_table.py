"""Change a table of SQLite in ways that SQLite cannot: copy it into a new one."""

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
    connection.execute(text(f"INSERT INTO {table}_wider ({kept}) SELECT {kept} FROM {table} ORDER BY id"))
    connection.execute(text(f"DROP TABLE {table}"))
    connection.execute(text(f"ALTER TABLE {table}_wider RENAME TO {table}"))
    for index in indexes:
        connection.exec_driver_sql(index)
