"""The people of the sample group, made by chance from one seed: the same every time.

`plan` says what there is before chance fills it; `files` writes what comes out in the
formats that `load` reads. Nothing here knows the database.
"""
