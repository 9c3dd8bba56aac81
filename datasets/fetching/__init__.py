"""What comes from elsewhere: downloads, archives, prepared data sets."""
