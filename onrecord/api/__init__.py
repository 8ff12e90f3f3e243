"""Other programs in: tokens with scopes, the same actions as the pages."""
