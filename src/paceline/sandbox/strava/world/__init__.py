"""What the provider knows: athletes and their activities, as they are now and as they change."""
