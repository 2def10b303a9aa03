"""Plays a span of days again over a workbook's own history, in the pure core: what would have gone, and when."""
