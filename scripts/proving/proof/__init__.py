"""The proof that the rules say what the text says: region by region, in place of samples."""
