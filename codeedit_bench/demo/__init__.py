"""The demonstration: small generated repositories, and the story that runs the whole loop on them."""
