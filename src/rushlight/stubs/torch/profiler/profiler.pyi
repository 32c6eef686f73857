# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.profiler.profiler import ProfilerAction as ProfilerAction
from rushlight.profiler.profiler import ProfilerActivity as ProfilerActivity
from rushlight.profiler.profiler import profile as profile
from rushlight.profiler.profiler import schedule as schedule
from rushlight.profiler.profiler import supported_activities as supported_activities
from rushlight.profiler.profiler import tensorboard_trace_handler as tensorboard_trace_handler
