"""Run migrations; the address comes from ops.adapters.migration, or from the settings on the command line."""

import importlib
import pkgutil

import sqlalchemy as sa
from alembic import context

import learnhub
from learnhub.db import Model
from learnhub.settings import Settings

# Autogenerate compares the whole schema, so every package's tables must be known.
for module in pkgutil.walk_packages(learnhub.__path__, "learnhub."):
    if module.name.endswith(".models") or ".models." in module.name:
        importlib.import_module(module.name)

address = context.config.attributes.get("address") or Settings().database_address
engine = sa.create_engine(address)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        compare_type=True,
        include_object=lambda _object, name, kind, _reflected, _other: (
            not (
                kind == "table" and name.startswith("search_fts")  # FTS5 keeps shadow tables of its own
            )
        ),
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
