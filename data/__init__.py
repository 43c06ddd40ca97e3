"""Data tables and sample reports that ship with the program; installed as the package ``incidents_data``."""
