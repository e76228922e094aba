"""Meetings for the calendars of other programs: iCalendar files (RFC 5545), written by hand and read by nobody here."""
