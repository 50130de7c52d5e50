"""HTTP and sockets of the speech server: the OpenAI API's paths and our own."""
