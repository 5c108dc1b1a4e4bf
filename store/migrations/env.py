"""Alembic's entry: runs on the connection that `store.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

import store.models  # noqa: F401 - fills the metadata
from store.migrate import is_ours

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, include_name=is_ours)
with context.begin_transaction():
    context.run_migrations()
