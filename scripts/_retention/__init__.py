"""Says what has been kept long enough, and erases what two people let go."""
