"""The data folder: SQLite, files by their hash, the audit chain, backups."""
