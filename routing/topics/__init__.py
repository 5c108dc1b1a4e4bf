"""Text to topics, from what administrators and volunteers have said of them."""
