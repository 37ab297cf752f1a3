"""The rows of the forms, found in tables and in running text."""
