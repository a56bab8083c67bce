"""Run the program with `python -m drugref`."""

from drugref.cli.app import main

if __name__ == "__main__":
    main()
