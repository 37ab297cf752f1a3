"""Reports written by offices that are not the parser's own hand, and the count of what is read from them."""
