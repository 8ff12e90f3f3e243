"""Partners: organisations that refer to the police on line, their people, their forms, and what they are told back."""
