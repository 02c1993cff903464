"""The whole matrix: every role, activity and outcome of the declaration, tried over SQL."""
