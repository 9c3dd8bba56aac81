"""Families of networks that are trained together; each is a file and a row of `gan.catalog`."""
