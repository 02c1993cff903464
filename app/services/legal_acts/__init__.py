"""Acts that the law gives on a petition beside its procedure: each with its letter, its clock and its proof."""
