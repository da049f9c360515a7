"""What runs Python in the browser: a short library, a slim machine and a memory to start from."""
