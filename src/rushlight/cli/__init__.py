"""The command line: ``rushlight train``, ``predict`` and ``summary``. One file per command; ``main`` reads the
arguments."""
