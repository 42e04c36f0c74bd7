"""In which languages are pages written? PAGE_LANGUAGES is the only list: a new one is a line here and a file of words.

The words stand in `reports/languages/<code>.toml`; what must be known of a language to read and inflect it, in
`analysis/languages/<code>.py`. This module imports nothing, so that the command line's help waits for nothing.
"""

PAGE_LANGUAGES = (
    "en",
    "es",
)
