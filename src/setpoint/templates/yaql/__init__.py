"""The YAQL language, which the template function of that name speaks: its library, held to bounds.

Lives here: evaluation (:mod:`.engine`), what an evaluation may use up (:mod:`.budget`), the library's functions with
checks on what goes in and comes out (:mod:`.guards`), and those of its functions that are replaced: on regular
expressions, on dates, and some on texts and collections. Called by the function ``yaql`` alone, which imports it when
it is needed, for the library is slow to import. Must not know templates.
"""
