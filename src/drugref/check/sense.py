"""Check a page's sense."""
