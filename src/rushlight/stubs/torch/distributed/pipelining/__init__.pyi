# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.pipelining import Pipe as Pipe
from rushlight.distributed.pipelining import PipelineStage as PipelineStage
from rushlight.distributed.pipelining import Schedule1F1B as Schedule1F1B
from rushlight.distributed.pipelining import ScheduleDualPipeV as ScheduleDualPipeV
from rushlight.distributed.pipelining import ScheduleGPipe as ScheduleGPipe
from rushlight.distributed.pipelining import ScheduleInterleaved1F1B as ScheduleInterleaved1F1B
from rushlight.distributed.pipelining import ScheduleInterleavedZeroBubble as ScheduleInterleavedZeroBubble
from rushlight.distributed.pipelining import ScheduleLoopedBFS as ScheduleLoopedBFS
from rushlight.distributed.pipelining import ScheduleZBVZeroBubble as ScheduleZBVZeroBubble
from rushlight.distributed.pipelining import SplitPoint as SplitPoint
from rushlight.distributed.pipelining import annotations as annotations
from rushlight.distributed.pipelining import build_stage as build_stage
from rushlight.distributed.pipelining import pipe_split as pipe_split
from rushlight.distributed.pipelining import pipeline as pipeline
from rushlight.distributed.pipelining import refusing as refusing
