"""One generator/discriminator pair per class: networks, losses, training, diagnosis, synthesis."""
