"""The documents that leave the project: question sheets, the consolidated workbook, the draft of the appendix."""
