"""Drive v3: files, who may see them, and uploads."""
