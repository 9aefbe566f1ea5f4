"""Keep towns and their liaisons; act for people with their yes; tell them, and let them take it back."""
