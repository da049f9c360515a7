"""What tries the rules, the engine and the built site beyond the tests: mutants, fuzzing, peers."""
