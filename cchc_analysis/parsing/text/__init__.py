"""What the sentences of a report state, and which documents they cite."""
