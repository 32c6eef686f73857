"""Networks whose stages lie on several processes, of which there is one: names can be imported, and say so when they
are used."""

from __future__ import annotations

from ..._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.distributed.pipelining",
    "stages need several processes, and groups have one so far; call the whole network",
    "Pipe PipelineStage Schedule1F1B ScheduleDualPipeV ScheduleGPipe ScheduleInterleaved1F1B "
    "ScheduleInterleavedZeroBubble ScheduleLoopedBFS ScheduleZBVZeroBubble SplitPoint",
    "build_stage pipe_split pipeline",
)
