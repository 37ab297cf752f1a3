"""One notebook executed: the kernel it runs in, warm or ordinary, and the limits that hold it."""
