"""The wizard (填报向导)."""
