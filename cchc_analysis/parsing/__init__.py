"""From a Document and the catalogue to one report's cover and observations."""
