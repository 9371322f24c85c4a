"""Values and rules of the law; pure functions, the standard library only."""
