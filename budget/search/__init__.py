"""Search: any part of a name, an objective or a target, from one character up, alike on both databases."""
