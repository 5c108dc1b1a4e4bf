"""What would have happened: questions of the past and a list of colleagues, played through the real router."""
