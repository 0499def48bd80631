"""What is generated of the documentation and of the templates for operators: one module for each file."""
