"""Points to review as pages and working papers show them."""
