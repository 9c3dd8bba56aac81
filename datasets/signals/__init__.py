"""Recordings as a kind of data: from files of sound and long series to windows of one length."""
