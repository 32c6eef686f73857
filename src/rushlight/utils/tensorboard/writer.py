"""PyTorch's SummaryWriter over tensorboardX's."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import numpy as np
import tensorboardX
from tensorboardX.proto.event_pb2 import Event

from ..._base import dtypes
from ..._tensor.tensor import Tensor
from ._pytorch_graph import graph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Any, Self

    from ...nn import Module

__all__ = ["SummaryWriter"]


def _plain(x):
    """Tensors in ``x`` (one, or what holds some) as arrays; 16-bit floats as float32."""
    if isinstance(x, Tensor):
        x = x.detach().cpu()
        return (x.float() if x.dtype is dtypes.bfloat16 else x).numpy()
    if isinstance(x, dict):
        return {k: _plain(v) for k, v in x.items()}
    return [_plain(v) for v in x] if isinstance(x, (list, tuple)) else x


def _number(x):
    """One number: a float, or a tensor or array of one element."""
    array = np.asarray(_plain(x))
    if array.size != 1:
        raise ValueError(f"a scalar is one number, got shape {array.shape}: log its .mean(), or one of its elements")
    return float(array.reshape(()))


class SummaryWriter:
    """Writes numbers, pictures, histograms and texts of a training into ``log_dir`` for TensorBoard; all values may be
    tensors, arrays or numbers. It is its own context manager.

    log_dir          the folder; None: runs/<date>_<host><comment>
    purge_step       what an earlier run wrote from this step on is hidden
    max_queue        how many entries wait in memory; flush_secs: at most how long (seconds)
    filename_suffix  at the end of the file's name

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, SummaryWriter(folder) as writer:
    ...     for step in range(3):
    ...         writer.add_scalar("loss", 1 / (step + 1), step)
    """

    def __init__(
        self,
        log_dir: str | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: int = 120,
        filename_suffix: str = "",
    ) -> None:
        if log_dir is not None:
            log_dir = os.fspath(log_dir)
        self._writer = tensorboardX.SummaryWriter(
            logdir=log_dir,
            comment=comment,
            purge_step=purge_step,
            max_queue=max_queue,
            flush_secs=flush_secs,
            filename_suffix=filename_suffix,
        )
        self.log_dir = self._writer.logdir
        self.purge_step, self.max_queue, self.flush_secs = purge_step, max_queue, flush_secs
        self.filename_suffix = filename_suffix

    def get_logdir(self) -> str:
        """The folder that is written to."""
        return self.log_dir

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        new_style: bool = False,
        double_precision: bool = False,
    ) -> None:
        """A number. ``new_style`` and ``double_precision`` choose between forms of the file that show the same."""
        self._writer.add_scalar(tag, _number(scalar_value), global_step, walltime)

    def add_scalars(
        self,
        main_tag: str,
        tag_scalar_dict: Mapping[str, Any],
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """Several numbers in one chart: a dict of names to numbers."""
        values = {k: _number(v) for k, v in tag_scalar_dict.items()}
        self._writer.add_scalars(main_tag, values, global_step, walltime)

    def add_histogram(
        self,
        tag: str,
        values: Any,
        global_step: int | None = None,
        bins: Any = "tensorflow",
        walltime: float | None = None,
        max_bins: int | None = None,
    ) -> None:
        """How many values fall where; ``bins``: 'tensorflow', or as for ``numpy.histogram``."""
        self._writer.add_histogram(tag, _plain(values), global_step, bins, walltime, max_bins)

    def add_histogram_raw(
        self,
        tag: str,
        min: float,
        max: float,
        num: int,
        sum: float,
        sum_squares: float,
        bucket_limits: Sequence[float],
        bucket_counts: Sequence[float],
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """A histogram that was counted already: ``bucket_limits`` are the upper ends of the buckets."""
        self._writer.add_histogram_raw(
            tag, min, max, num, sum, sum_squares, _plain(bucket_limits), _plain(bucket_counts), global_step, walltime
        )

    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
    ) -> None:
        """A picture: floats in 0..1 or uint8 in 0..255, axes as ``dataformats`` says."""
        self._writer.add_image(tag, _plain(img_tensor), global_step, walltime, dataformats)

    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        dataformats: str = "NCHW",
    ) -> None:
        """Pictures side by side: as ``add_image``, with an axis N."""
        self._writer.add_images(tag, _plain(img_tensor), global_step, walltime, dataformats)

    def add_figure(
        self, tag: str, figure: Any, global_step: int | None = None, close: bool = True, walltime: float | None = None
    ) -> None:
        """A Matplotlib figure (or a list of them), closed afterwards unless ``close`` is False."""
        self._writer.add_figure(tag, figure, global_step, close, walltime)

    def add_video(
        self,
        tag: str,
        vid_tensor: Any,
        global_step: int | None = None,
        fps: int | float = 4,
        walltime: float | None = None,
    ) -> None:
        """A film (N, T, C, H, W); the package moviepy must be installed."""
        self._writer.add_video(tag, _plain(vid_tensor), global_step, fps, walltime)

    def add_audio(
        self,
        tag: str,
        snd_tensor: Any,
        global_step: int | None = None,
        sample_rate: int = 44100,
        walltime: float | None = None,
    ) -> None:
        """A sound (1, L), floats in -1..1; the package soundfile must be installed."""
        self._writer.add_audio(tag, _plain(snd_tensor), global_step, sample_rate, walltime)

    def add_text(
        self, tag: str, text_string: str, global_step: int | None = None, walltime: float | None = None
    ) -> None:
        """A text, in Markdown."""
        self._writer.add_text(tag, text_string, global_step, walltime)

    def add_pr_curve(
        self,
        tag: str,
        labels: Any,
        predictions: Any,
        global_step: int | None = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Precision over recall: ``labels`` 0 or 1, ``predictions`` in 0..1, of one shape."""
        self._writer.add_pr_curve(
            tag, _plain(labels), _plain(predictions), global_step, num_thresholds, _plain(weights), walltime
        )

    def add_embedding(
        self,
        mat: Any,
        metadata: Sequence[Any] | None = None,
        label_img: Any = None,
        global_step: int | None = None,
        tag: str = "default",
        metadata_header: Sequence[str] | None = None,
    ) -> None:
        """Points (N, D) to be shown in three dimensions, with a label each (a list of N) and pictures (N, C, H, W)."""
        mat = _plain(mat)
        if mat.ndim != 2:
            raise ValueError(f"mat should be 2D, where mat.size(0) is the number of data points; got shape {mat.shape}")
        self._writer.add_embedding(mat, metadata, _plain(label_img), global_step, tag, metadata_header)

    def add_mesh(
        self,
        tag: str,
        vertices: Any,
        colors: Any = None,
        faces: Any = None,
        config_dict: dict[str, Any] | None = None,
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """Surfaces in space: vertices (B, N, 3), colors (B, N, 3) in 0..255, faces (B, M, 3)."""
        self._writer.add_mesh(tag, _plain(vertices), _plain(colors), _plain(faces), config_dict, global_step, walltime)

    def add_custom_scalars(self, layout: dict[str, Any]) -> None:
        """Which charts show which tags together: {category: {chart: ['Multiline', [tags]]}}."""
        self._writer.add_custom_scalars(layout)

    def add_hparams(
        self,
        hparam_dict: Mapping[str, Any],
        metric_dict: Mapping[str, float],
        hparam_domain_discrete: dict[str, list[Any]] | None = None,
        run_name: str | None = None,
        global_step: int | None = None,
    ) -> None:
        """The hyperparameters of a run (numbers, strings, bools) and what it reached; ``hparam_domain_discrete``, the
        values that may occur, is a matter of display, and TensorBoard finds them itself. Raises TypeError for other
        than dicts."""
        if type(hparam_dict) is not dict or type(metric_dict) is not dict:
            raise TypeError("hparam_dict and metric_dict should be dictionary.")
        metrics = {k: _number(v) for k, v in metric_dict.items()}
        self._writer.add_hparams(_plain(hparam_dict), metrics, run_name or str(time.time()), global_step)

    def add_graph(
        self, model: Module, input_to_model: Any = None, verbose: bool = False, use_strict_trace: bool = True
    ) -> None:
        """The functions that ``model`` runs for an example (a tensor, or a tuple of them), grouped by its modules.
        ``verbose`` prints them, too; ``use_strict_trace`` is TorchScript's: dicts may be returned in any case.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, SummaryWriter(folder) as writer:
        ...     writer.add_graph(torch.nn.Linear(2, 1), torch.ones(3, 2))
        """
        found = graph(model, () if input_to_model is None else input_to_model, verbose)
        self._writer._get_file_writer().add_event(Event(graph_def=found.SerializeToString()))

    def flush(self) -> None:
        """Write what waits in memory."""
        self._writer.flush()

    def close(self) -> None:
        """Write what waits, and close the file."""
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close()
