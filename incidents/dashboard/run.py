"""The dashboard's script for ``incidents serve``; ``app.py`` is the same for a checkout."""

from incidents.dashboard.frame import main

main()
