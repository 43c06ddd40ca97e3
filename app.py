"""The dashboard, for ``streamlit run app.py`` in a checkout."""

from incidents.dashboard.frame import main

main()
