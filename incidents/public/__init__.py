"""A public view of a store: nothing can be written, and what could harm people is withheld.

``INCIDENTS_READONLY=1`` makes the dashboard one, ``incidents export --public`` writes what it would show. All of it is
one place: :class:`~incidents.public.store.PublicStore`, from which nothing else comes out.
"""
