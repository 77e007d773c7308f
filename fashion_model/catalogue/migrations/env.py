"""What Alembic runs: the missing steps, in the transaction of the connection that it is given."""

from alembic import context

from fashion_model.catalogue.store import tables, tables_of_work  # noqa: F401 # the metadata must know them
from fashion_model.catalogue.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
