"""A judged case in English, said once: people, dates, entries and duties, for screens, papers and programs."""
