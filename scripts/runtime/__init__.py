"""Builds what runs Python in the browser: a reduced library and WebAssembly, and a snapshot."""
