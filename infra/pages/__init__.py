"""What is generated of the documentation: one module for each page."""
