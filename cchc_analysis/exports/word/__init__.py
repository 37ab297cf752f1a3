"""What leaves as a Word document: the draft appendix and the question sheets."""
