"""Who a commune is, when, and what became of it."""
