"""What is measured on the rows of tables, as pure functions on arrays."""
