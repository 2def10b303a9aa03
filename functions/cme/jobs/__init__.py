"""What the scheduler calls: each job reads, decides and writes."""
