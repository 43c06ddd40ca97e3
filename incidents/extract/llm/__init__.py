"""Reports read by a language model that the user names, instead of by the rules; off unless it is asked for.

What the model answers is a proposal: only what the words of the report bear out becomes a claim.
"""
