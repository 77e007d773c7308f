"""A catalogue as the first version of this program made it: one suggestion for each photo and model version."""

from pathlib import Path

from sqlalchemy import create_engine, text

from fashion_model.catalogue.store.engine import normalise_url

SQLITE = {"number": "INTEGER", "moment": "DATETIME", "bytes": "BLOB", "blob": "x'0102'"}
POSTGRESQL = {"number": "SERIAL", "moment": "TIMESTAMP WITH TIME ZONE", "bytes": "BYTEA", "blob": "'\\x0102'"}
TABLES = (
    """CREATE TABLE items (id {number} NOT NULL PRIMARY KEY, sku VARCHAR(120) NOT NULL, sku_key TEXT NOT NULL UNIQUE,
    title VARCHAR(300) NOT NULL, search_text TEXT NOT NULL, created_at {moment} NOT NULL)""",
    """CREATE TABLE photos (id {number} NOT NULL PRIMARY KEY, sha256 VARCHAR(64) NOT NULL,
    file_name TEXT NOT NULL, stored_name VARCHAR(80) NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
    created_at {moment} NOT NULL, UNIQUE (sha256))""",
    """CREATE TABLE embeddings (id {number} NOT NULL PRIMARY KEY, photo_id INTEGER NOT NULL,
    model_version TEXT NOT NULL, vector {bytes} NOT NULL, UNIQUE (photo_id, model_version),
    FOREIGN KEY(photo_id) REFERENCES photos (id))""",
    """CREATE TABLE suggestions (id {number} NOT NULL PRIMARY KEY, photo_id INTEGER NOT NULL,
    model_version TEXT NOT NULL, category TEXT NOT NULL, confidence FLOAT NOT NULL, status VARCHAR(20) NOT NULL,
    reason TEXT NOT NULL, threshold FLOAT NOT NULL, probabilities JSON NOT NULL, created_at {moment} NOT NULL,
    UNIQUE (photo_id, model_version), FOREIGN KEY(photo_id) REFERENCES photos (id))""",
    """CREATE TABLE decisions (id {number} NOT NULL PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES items (id),
    photo_id INTEGER NOT NULL REFERENCES photos (id), suggestion_id INTEGER REFERENCES suggestions (id),
    undoes INTEGER UNIQUE REFERENCES decisions (id), category TEXT NOT NULL, kind VARCHAR(20) NOT NULL,
    person VARCHAR(120) NOT NULL, model_version TEXT NOT NULL, confidence FLOAT, threshold FLOAT,
    created_at {moment} NOT NULL)""",
    "CREATE INDEX ix_decisions_photo_id ON decisions (photo_id)",
    "CREATE INDEX decisions_of_an_item ON decisions (item_id, id)",
)
SQLITE_TRIGGERS = (
    "CREATE TRIGGER suggestions_no_UPDATE BEFORE UPDATE ON suggestions "
    "BEGIN SELECT RAISE(ABORT, 'suggestions are only added to'); END",
    "CREATE TRIGGER suggestions_no_REPLACE BEFORE INSERT ON suggestions WHEN EXISTS (SELECT 1 FROM suggestions "
    "WHERE id = NEW.id OR (photo_id = NEW.photo_id AND model_version = NEW.model_version)) "
    "BEGIN SELECT RAISE(ABORT, 'suggestions are only added to'); END",
    "CREATE VIEW of_the_shop AS SELECT category FROM suggestions",
    "CREATE INDEX of_the_shop_too ON suggestions (category)",
)
POSTGRESQL_TRIGGERS = (
    "CREATE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION '%% are only added to', TG_TABLE_NAME; END$$",
    "CREATE TRIGGER suggestions_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON suggestions "
    "FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()",
    "CREATE VIEW of_the_shop AS SELECT category FROM suggestions",
)
NOON = "'2026-11-22 12:00:00+00:00'"
ROWS = (
    f"INSERT INTO items (sku, sku_key, title, search_text, created_at) VALUES ('S-1', 's-1', 'Shirt', 's-1', {NOON})",
    "INSERT INTO photos (sha256, file_name, stored_name, width, height, created_at) "
    f"VALUES ('{'a' * 64}', 'shirt.jpg', '{'a' * 64}.jpg', 30, 40, {NOON})",
    "INSERT INTO embeddings (photo_id, model_version, vector) VALUES (1, 'm1', {blob})",
    "INSERT INTO suggestions (photo_id, model_version, category, confidence, status, reason, threshold, probabilities, "
    f"created_at) VALUES (1, 'm1', 'Shirt', 0.75, 'auto', '', 0.5, '[0.75, 0.25]', {NOON})",
    "INSERT INTO decisions (item_id, photo_id, suggestion_id, category, kind, person, model_version, confidence, "
    f"threshold, created_at) VALUES (1, 1, 1, 'Shirt', 'accepted', 'Ada', 'm1', 0.75, 0.5, {NOON})",
)
ADD_A_SUGGESTION = ROWS[3]
"""As the first version of this program writes it, which may still run beside the new one."""


def make_older_catalogue(database_url: str) -> None:
    """Write the tables and one row in each into an empty database."""
    url = normalise_url(database_url)
    sqlite = url.drivername.startswith("sqlite")
    if sqlite:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    words, triggers = (SQLITE, SQLITE_TRIGGERS) if sqlite else (POSTGRESQL, POSTGRESQL_TRIGGERS)
    statements = [one.format(**words) for one in TABLES] + [*triggers] + [one.format(**words) for one in ROWS]
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def execute(database_url: str, statement: str) -> None:
    engine = create_engine(normalise_url(database_url))
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def ask(database_url: str, question: str) -> list[tuple]:
    engine = create_engine(normalise_url(database_url))
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(question))]
    engine.dispose()
    return rows
