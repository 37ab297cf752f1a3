"""The processes that read documents and make pages, on this machine or on a cluster."""
