"""Posters for the wall: the staff forms as QR codes, and whom to ring, one page a site.

A poster hangs for months, so that it holds only what stays true. No code has a session filled in: the register offers
today's sessions only, and a choice that it does not offer any more would be lost without a word. No code has a child
filled in either. What is filled in on the page for whoever is paged are choices that no timetable changes; “today” in
“I am on duty today” is the day on which it is sent. A form that is made anew, or another number, needs a new poster.
"""
