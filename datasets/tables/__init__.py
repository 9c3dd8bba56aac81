"""Rows of tables: files to read, the schema that is found in them, their check and encodings."""
