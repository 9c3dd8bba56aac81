"""What everything stands on: errors, seeds, files, progress, worker processes. No TensorFlow."""
