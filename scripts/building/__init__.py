"""The site, from the pages to the folder that a host serves; and the servers to look at it."""
