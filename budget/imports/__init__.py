"""An import run: files in, one outcome for each."""
