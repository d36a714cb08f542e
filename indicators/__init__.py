"""What a performance target is: its category, the text it is disclosed in, the figure it sets."""
