"""The pages of procedures and dossiers: get, check, call, respond."""
