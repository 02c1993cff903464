"""Radicación: register a petition with its scan, scan again what came back, load a folder (activity 1)."""
