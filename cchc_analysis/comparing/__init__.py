"""Communes and periods held against each other: frames in, frames out."""
