"""The encrypted SQLite file that this computer keeps for one person."""
