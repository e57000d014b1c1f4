"""The author's side: what a source notebook may hold, and the versions that are made from it."""
