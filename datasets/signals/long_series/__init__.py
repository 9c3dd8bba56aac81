"""A long series of one channel, such as a sensor's: cut into quakes and windows as it is read."""
