// Draws the charts of a page.
