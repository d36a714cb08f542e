"""The queries of the pages and commands, each in a method named for its use."""
