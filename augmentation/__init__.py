"""Label-safe transformations of real images."""
