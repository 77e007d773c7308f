"""Alembic's entry: runs missing migrations in the given connection's transaction."""

from alembic import context

from fashion_model.catalogue.store import tables, tables_of_work  # noqa: F401 # the metadata must know them
from fashion_model.catalogue.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
