"""What can be read at an address, and in a file, in words for a message?"""

from collector.sources.declared import declarations


def supported() -> str:
    """What is read at an address."""
    found = [declared.reads for declared in declarations() if declared.reads]
    return ", ".join([*found, "or the text of any web page (https://… or http://…)"])


def readable_files() -> str:
    """What is read of a file with data in it."""
    found = [each.title for each in declarations() if each.title and (each.saved_objects or each.saved_files)]
    return f"answers of {', '.join(found[:-1])} and {found[-1]}; feeds; web pages; text"
