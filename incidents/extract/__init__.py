"""Document to claims. Pure: it receives its gazetteer as :class:`incidents.extract.protocol.Places`."""
