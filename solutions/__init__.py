"""Reference solutions: one typed and tested copy of each, a module for each assignment."""
