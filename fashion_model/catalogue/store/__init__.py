"""Storage: engine, tables, triggers, photo files and transfer."""
