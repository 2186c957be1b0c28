"""What words may not go out unseen. Pure: finds passages, decides nothing; people decide."""
