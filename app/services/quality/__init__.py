"""Quality (activities 18 and 19): lots, their samples and risk, and reviews."""
