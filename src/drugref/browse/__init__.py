"""The full-screen reader: drugs and sections beside the page, search over it, from the keyboard alone."""
