"""What is on show and what can be done to it, without a screen."""
