"""Charts: a prepared frame in, a picture with its unit, source and coverage out."""
