"""What is ill about a training, by name, with evidence and advice; each symptom is a file."""
