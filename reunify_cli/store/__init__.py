"""Case folders, workspaces and policies on disk: read whole or not at all, written once and safely."""
