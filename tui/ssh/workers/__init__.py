"""The processes of the server, and the lines between them."""
