"""The parts of the pages, one pure function a marker; page_parts.py puts them in their places."""
