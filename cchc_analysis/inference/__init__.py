"""Pure statistics: numbers in, numbers out; no commune, no page."""
