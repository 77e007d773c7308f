"""Migrations of the tables, run by Alembic when a catalogue is opened."""
