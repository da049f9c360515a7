"""The parts of the pages, one pure function per marker; page_parts.py puts them in their places."""
