"""What images are worth, told from arrays alone: pure functions, no TensorFlow, no files."""
