"""Asignación: the night's intake, the pool, each agent's load, and a sharing out explained before it is done."""
