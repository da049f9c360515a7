"""What is written from the rules: the parts of the pages, the form, the files for machines."""
