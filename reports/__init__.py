"""The page: digest, explanation and glossary, in every format."""
