"""Which tools are these? The owner's own, asked over HTTP or the Model Context Protocol."""
