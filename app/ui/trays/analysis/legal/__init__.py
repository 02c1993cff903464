"""«Otros trámites de ley» of Análisis: one list of acts, a registry of families, and what their cards are given."""
