"""What all trainers lean on: optimizer, batches, initial weights, checkpoints, saved models."""
