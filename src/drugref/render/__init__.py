"""Render one result in several forms: a page for a terminal or a pipe, or a JSON record."""
