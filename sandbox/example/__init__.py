"""An example charity, visibly invented: its workbook, half a term of history, and one school day to play."""
