"""What is done with every request, before and after its route."""
