"""What a commune or an analyst has answered or confirmed, taken back."""
