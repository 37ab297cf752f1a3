"""One of the analyst's own tables in `data/` a file: targets, groups, weights, rating, outlines."""
