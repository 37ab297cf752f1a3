"""Frames turned into what a reader sees; nothing is computed here."""
