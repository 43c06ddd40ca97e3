"""Places of Syria: their names in every spelling, where they are, and how sure that is."""
