"""PyTorch's SummaryWriter over tensorboardX's."""

from __future__ import annotations

import os
import time

import numpy as np
import tensorboardX

from ..._base import dtypes
from ..._tensor.tensor import Tensor

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

    def __init__(self, log_dir=None, comment="", purge_step=None, max_queue=10, flush_secs=120, filename_suffix=""):
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

    def get_logdir(self):
        """The folder that is written to."""
        return self.log_dir

    def add_scalar(self, tag, scalar_value, global_step=None, walltime=None, new_style=False, double_precision=False):
        """A number. ``new_style`` and ``double_precision`` choose between forms of the file that show the same."""
        self._writer.add_scalar(tag, _number(scalar_value), global_step, walltime)

    def add_scalars(self, main_tag, tag_scalar_dict, global_step=None, walltime=None):
        """Several numbers in one chart: a dict of names to numbers."""
        values = {k: _number(v) for k, v in tag_scalar_dict.items()}
        self._writer.add_scalars(main_tag, values, global_step, walltime)

    def add_histogram(self, tag, values, global_step=None, bins="tensorflow", walltime=None, max_bins=None):
        """How many values fall where; ``bins``: 'tensorflow', or as for ``numpy.histogram``."""
        self._writer.add_histogram(tag, _plain(values), global_step, bins, walltime, max_bins)

    def add_histogram_raw(
        self, tag, min, max, num, sum, sum_squares, bucket_limits, bucket_counts, global_step=None, walltime=None
    ):
        """A histogram that was counted already: ``bucket_limits`` are the upper ends of the buckets."""
        self._writer.add_histogram_raw(
            tag, min, max, num, sum, sum_squares, _plain(bucket_limits), _plain(bucket_counts), global_step, walltime
        )

    def add_image(self, tag, img_tensor, global_step=None, walltime=None, dataformats="CHW"):
        """A picture: floats in 0..1 or uint8 in 0..255, axes as ``dataformats`` says."""
        self._writer.add_image(tag, _plain(img_tensor), global_step, walltime, dataformats)

    def add_images(self, tag, img_tensor, global_step=None, walltime=None, dataformats="NCHW"):
        """Pictures side by side: as ``add_image``, with an axis N."""
        self._writer.add_images(tag, _plain(img_tensor), global_step, walltime, dataformats)

    def add_figure(self, tag, figure, global_step=None, close=True, walltime=None):
        """A Matplotlib figure (or a list of them), closed afterwards unless ``close`` is False."""
        self._writer.add_figure(tag, figure, global_step, close, walltime)

    def add_video(self, tag, vid_tensor, global_step=None, fps=4, walltime=None):
        """A film (N, T, C, H, W); the package moviepy must be installed."""
        self._writer.add_video(tag, _plain(vid_tensor), global_step, fps, walltime)

    def add_audio(self, tag, snd_tensor, global_step=None, sample_rate=44100, walltime=None):
        """A sound (1, L), floats in -1..1; the package soundfile must be installed."""
        self._writer.add_audio(tag, _plain(snd_tensor), global_step, sample_rate, walltime)

    def add_text(self, tag, text_string, global_step=None, walltime=None):
        """A text, in Markdown."""
        self._writer.add_text(tag, text_string, global_step, walltime)

    def add_pr_curve(self, tag, labels, predictions, global_step=None, num_thresholds=127, weights=None, walltime=None):
        """Precision over recall: ``labels`` 0 or 1, ``predictions`` in 0..1, of one shape."""
        self._writer.add_pr_curve(
            tag, _plain(labels), _plain(predictions), global_step, num_thresholds, _plain(weights), walltime
        )

    def add_embedding(self, mat, metadata=None, label_img=None, global_step=None, tag="default", metadata_header=None):
        """Points (N, D) to be shown in three dimensions, with a label each (a list of N) and pictures (N, C, H, W)."""
        mat = _plain(mat)
        if mat.ndim != 2:
            raise ValueError(f"mat should be 2D, where mat.size(0) is the number of data points; got shape {mat.shape}")
        self._writer.add_embedding(mat, metadata, _plain(label_img), global_step, tag, metadata_header)

    def add_mesh(self, tag, vertices, colors=None, faces=None, config_dict=None, global_step=None, walltime=None):
        """Surfaces in space: vertices (B, N, 3), colors (B, N, 3) in 0..255, faces (B, M, 3)."""
        self._writer.add_mesh(tag, _plain(vertices), _plain(colors), _plain(faces), config_dict, global_step, walltime)

    def add_custom_scalars(self, layout):
        """Which charts show which tags together: {category: {chart: ['Multiline', [tags]]}}."""
        self._writer.add_custom_scalars(layout)

    def add_hparams(self, hparam_dict, metric_dict, hparam_domain_discrete=None, run_name=None, global_step=None):
        """The hyperparameters of a run (numbers, strings, bools) and what it reached; ``hparam_domain_discrete``, the
        values that may occur, is a matter of display, and TensorBoard finds them itself. Raises TypeError for other
        than dicts."""
        if type(hparam_dict) is not dict or type(metric_dict) is not dict:
            raise TypeError("hparam_dict and metric_dict should be dictionary.")
        metrics = {k: _number(v) for k, v in metric_dict.items()}
        self._writer.add_hparams(_plain(hparam_dict), metrics, run_name or str(time.time()), global_step)

    def flush(self):
        """Write what waits in memory."""
        self._writer.flush()

    def close(self):
        """Write what waits, and close the file."""
        self._writer.close()

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.close()
