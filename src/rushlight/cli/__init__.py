"""The command line: ``rushlight train`` and ``rushlight predict``. One file per command; ``main`` reads the arguments."""
