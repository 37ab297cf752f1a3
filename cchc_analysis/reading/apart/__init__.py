"""Files that may grow or hang, read in a process of its own."""
