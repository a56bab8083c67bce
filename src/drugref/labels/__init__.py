"""Official labels: what they say and where, whatever file they came in."""
