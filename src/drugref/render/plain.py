"""Print a page as text without any decoration; standard library only."""

from drugref.render.layout import Sheet


def plain_page(sheet: Sheet) -> str:
    """Give the lines of a sheet as one text, without trailing spaces."""
    return "".join("".join([span.text for span in line]).rstrip(" ") + "\n" for line in sheet.lines)
