"""What was cut off, left lying or parted is put right: repairs, two versions of a file joined."""
