"""Records into rows in force and back: the only writers of disclosed rows and of what derives from them."""
