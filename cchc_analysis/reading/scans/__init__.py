"""Pages that are pictures: straightened, their grid found, their words and figures recognised."""
