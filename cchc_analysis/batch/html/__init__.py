"""Executed notebooks as pages, the entry pages that lead to them, and the volume that binds them."""
