"""Tests that click through the whole program."""
