"""Who is asking, when, of which workspaces: what every use case needs to know, without a terminal."""
