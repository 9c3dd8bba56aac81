"""Copy checks: do drawn examples repeat what their generator was trained on?"""
