"""Decisions that wait for the network, and the texts and rows kept on this computer meanwhile."""
