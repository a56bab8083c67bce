"""The fuzzer: what it runs, and the tests that replay what it found."""
