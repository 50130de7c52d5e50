"""What is done about commands: booking, changing, cancelling, asking, messages, transfer."""
