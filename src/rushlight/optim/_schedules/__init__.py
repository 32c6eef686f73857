"""The schedules of ``lr_scheduler``, one kind per file."""
