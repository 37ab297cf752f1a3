"""Tables of many communes: the portal's, and form 06/VPCP."""
