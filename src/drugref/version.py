"""Hold the version, which snapshots carry and the command line prints."""

__version__ = "0.1.0"
