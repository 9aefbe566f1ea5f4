"""Finding courses and lessons: what is asked, three indexes behind one port, the listing with its filters."""
