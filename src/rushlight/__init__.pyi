# Written by tools/stubs from the declarations (_face/public.py), not by hand.

from builtins import float as _float
from builtins import int as _int
from math import e as e
from math import inf as inf
from math import nan as nan
from math import pi as pi
from . import _C as _C
from . import __config__ as __config__
from . import _dynamo as _dynamo
from . import _guards as _guards
from . import _inductor as _inductor
from . import _jit_internal as _jit_internal
from . import _prims_common as _prims_common
from . import _subclasses as _subclasses
from . import _tensor_str as _tensor_str
from . import _utils as _utils
from . import accelerator as accelerator
from . import amp as amp
from . import ao as ao
from . import autograd as autograd
from . import backends as backends
from . import classes as classes
from . import compiler as compiler
from . import cpu as cpu
from . import cuda as cuda
from . import distributed as distributed
from . import distributions as distributions
from . import export as export
from . import fft as fft
from . import func as func
from . import functional as functional
from . import futures as futures
from . import fx as fx
from . import hub as hub
from . import jit as jit
from . import library as library
from . import linalg as linalg
from . import masked as masked
from . import mps as mps
from . import mtia as mtia
from . import multiprocessing as multiprocessing
from . import nn as nn
from . import numa as numa
from . import onnx as onnx
from . import optim as optim
from . import overrides as overrides
from . import profiler as profiler
from . import quantization as quantization
from . import quasirandom as quasirandom
from . import random as random
from . import return_types as return_types
from . import serialization as serialization
from . import signal as signal
from . import sparse as sparse
from . import special as special
from . import testing as testing
from . import torch_version as torch_version
from . import types as types
from . import utils as utils
from . import version as version
from . import vision as vision
from . import xpu as xpu
from ._arrays.threads import get_num_threads as get_num_threads
from ._arrays.threads import set_num_threads as set_num_threads
from ._base.devices import device as device
from ._base.devices import get_default_device as get_default_device
from ._base.devices import set_default_device as set_default_device
from ._base.dtypes import bfloat16 as bfloat16
from ._base.dtypes import bool_
from ._base.dtypes import can_cast as can_cast
from ._base.dtypes import complex128 as _complex128
from ._base.dtypes import complex128 as complex128
from ._base.dtypes import complex32 as _complex32
from ._base.dtypes import complex32 as complex32
from ._base.dtypes import complex64 as _complex64
from ._base.dtypes import complex64 as complex64
from ._base.dtypes import dtype as dtype
from ._base.dtypes import float16 as _float16
from ._base.dtypes import float16 as float16
from ._base.dtypes import float32 as _float32
from ._base.dtypes import float32 as float32
from ._base.dtypes import float64 as _float64
from ._base.dtypes import float64 as float64
from ._base.dtypes import float8_e4m3fn as float8_e4m3fn
from ._base.dtypes import float8_e4m3fnuz as float8_e4m3fnuz
from ._base.dtypes import float8_e5m2 as float8_e5m2
from ._base.dtypes import float8_e5m2fnuz as float8_e5m2fnuz
from ._base.dtypes import float8_e8m0fnu as float8_e8m0fnu
from ._base.dtypes import get_default_dtype as get_default_dtype
from ._base.dtypes import int1 as int1
from ._base.dtypes import int16 as _int16
from ._base.dtypes import int16 as int16
from ._base.dtypes import int2 as int2
from ._base.dtypes import int3 as int3
from ._base.dtypes import int32 as _int32
from ._base.dtypes import int32 as int32
from ._base.dtypes import int4 as int4
from ._base.dtypes import int5 as int5
from ._base.dtypes import int6 as int6
from ._base.dtypes import int64 as _int64
from ._base.dtypes import int64 as int64
from ._base.dtypes import int7 as int7
from ._base.dtypes import int8 as int8
from ._base.dtypes import promote_types as promote_types
from ._base.dtypes import set_default_dtype as set_default_dtype
from ._base.dtypes import uint1 as uint1
from ._base.dtypes import uint16 as uint16
from ._base.dtypes import uint2 as uint2
from ._base.dtypes import uint3 as uint3
from ._base.dtypes import uint32 as uint32
from ._base.dtypes import uint4 as uint4
from ._base.dtypes import uint5 as uint5
from ._base.dtypes import uint6 as uint6
from ._base.dtypes import uint64 as uint64
from ._base.dtypes import uint7 as uint7
from ._base.dtypes import uint8 as uint8
from ._base.errors import AcceleratorError as AcceleratorError
from ._base.errors import OutOfMemoryError as OutOfMemoryError
from ._base.formats import channels_last as channels_last
from ._base.formats import channels_last_3d as channels_last_3d
from ._base.formats import contiguous_format as _contiguous_format
from ._base.formats import contiguous_format as contiguous_format
from ._base.formats import layout as layout
from ._base.formats import memory_format as memory_format
from ._base.formats import preserve_format as preserve_format
from ._base.formats import sparse_bsc as sparse_bsc
from ._base.formats import sparse_bsr as sparse_bsr
from ._base.formats import sparse_coo as sparse_coo
from ._base.formats import sparse_csc as sparse_csc
from ._base.formats import sparse_csr as sparse_csr
from ._base.formats import strided as strided
from ._base.size import Size as Size
from ._checks import _assert as _assert
from ._checks import _assert_async as _assert_async
from ._checks import _assert_scalar as _assert_scalar
from ._checks import _check as _check
from ._checks import _check_index as _check_index
from ._checks import _check_is_size as _check_is_size
from ._checks import _check_not_implemented as _check_not_implemented
from ._checks import _check_tensor_all as _check_tensor_all
from ._checks import _check_tensor_all_with as _check_tensor_all_with
from ._checks import _check_type as _check_type
from ._checks import _check_value as _check_value
from ._checks import _check_with as _check_with
from ._checks import cond as cond
from ._checks import eig as eig
from ._checks import lstsq as lstsq
from ._checks import matrix_rank as matrix_rank
from ._checks import solve as solve
from ._checks import symeig as symeig
from ._checks import while_loop as while_loop
from ._dynamo.eval_frame import compile as compile
from ._face.types import Number
from ._getters import get_device_module as get_device_module
from ._internals import DeviceObjType as DeviceObjType
from ._internals import PyTorchFileReader as PyTorchFileReader
from ._internals import TensorType as TensorType
from ._ops.elementwise.abs_sign_round import abs as _abs
from ._ops.elementwise.abs_sign_round import abs as abs
from ._ops.elementwise.abs_sign_round import abs_ as abs_
from ._ops.elementwise.abs_sign_round import angle as angle
from ._ops.elementwise.abs_sign_round import ceil as ceil
from ._ops.elementwise.abs_sign_round import conj_physical as conj_physical
from ._ops.elementwise.abs_sign_round import floor as floor
from ._ops.elementwise.abs_sign_round import frac as frac
from ._ops.elementwise.abs_sign_round import frexp as frexp
from ._ops.elementwise.abs_sign_round import round as round
from ._ops.elementwise.abs_sign_round import sgn as sgn
from ._ops.elementwise.abs_sign_round import sign as sign
from ._ops.elementwise.abs_sign_round import signbit as signbit
from ._ops.elementwise.abs_sign_round import square as square
from ._ops.elementwise.abs_sign_round import trunc as _trunc
from ._ops.elementwise.abs_sign_round import trunc as trunc
from ._ops.elementwise.activation import celu as celu
from ._ops.elementwise.activation import celu_ as celu_
from ._ops.elementwise.activation import hardshrink as hardshrink
from ._ops.elementwise.activation import prelu as prelu
from ._ops.elementwise.activation import relu as relu
from ._ops.elementwise.activation import selu as selu
from ._ops.elementwise.activation import selu_ as selu_
from ._ops.elementwise.activation import sigmoid as sigmoid
from ._ops.elementwise.activation import tanh as tanh
from ._ops.elementwise.activation import threshold as threshold
from ._ops.elementwise.activation import threshold_ as threshold_
from ._ops.elementwise.arithmetic import add as add
from ._ops.elementwise.arithmetic import div as _div
from ._ops.elementwise.arithmetic import div as div
from ._ops.elementwise.arithmetic import floor_divide as floor_divide
from ._ops.elementwise.arithmetic import fmod as fmod
from ._ops.elementwise.arithmetic import mul as _mul
from ._ops.elementwise.arithmetic import mul as mul
from ._ops.elementwise.arithmetic import neg as _neg
from ._ops.elementwise.arithmetic import neg as neg
from ._ops.elementwise.arithmetic import positive as positive
from ._ops.elementwise.arithmetic import reciprocal as reciprocal
from ._ops.elementwise.arithmetic import remainder as remainder
from ._ops.elementwise.arithmetic import rsub as rsub
from ._ops.elementwise.arithmetic import sub as _sub
from ._ops.elementwise.arithmetic import sub as sub
from ._ops.elementwise.arithmetic import true_divide as true_divide
from ._ops.elementwise.atan2_hypot import atan2 as _atan2
from ._ops.elementwise.atan2_hypot import atan2 as atan2
from ._ops.elementwise.atan2_hypot import copysign as copysign
from ._ops.elementwise.atan2_hypot import gcd as gcd
from ._ops.elementwise.atan2_hypot import heaviside as heaviside
from ._ops.elementwise.atan2_hypot import hypot as hypot
from ._ops.elementwise.atan2_hypot import lcm as lcm
from ._ops.elementwise.atan2_hypot import ldexp as ldexp
from ._ops.elementwise.atan2_hypot import logaddexp as logaddexp
from ._ops.elementwise.atan2_hypot import logaddexp2 as logaddexp2
from ._ops.elementwise.atan2_hypot import nextafter as nextafter
from ._ops.elementwise.atan2_hypot import xlogy as xlogy
from ._ops.elementwise.bitwise_logical import bitwise_and as bitwise_and
from ._ops.elementwise.bitwise_logical import bitwise_left_shift as bitwise_left_shift
from ._ops.elementwise.bitwise_logical import bitwise_not as bitwise_not
from ._ops.elementwise.bitwise_logical import bitwise_or as bitwise_or
from ._ops.elementwise.bitwise_logical import bitwise_right_shift as bitwise_right_shift
from ._ops.elementwise.bitwise_logical import bitwise_xor as bitwise_xor
from ._ops.elementwise.bitwise_logical import logical_and as logical_and
from ._ops.elementwise.bitwise_logical import logical_not as logical_not
from ._ops.elementwise.bitwise_logical import logical_or as logical_or
from ._ops.elementwise.bitwise_logical import logical_xor as logical_xor
from ._ops.elementwise.clamp_nan_to_num import clamp as _clamp
from ._ops.elementwise.clamp_nan_to_num import clamp as clamp
from ._ops.elementwise.clamp_nan_to_num import clamp_max as clamp_max
from ._ops.elementwise.clamp_nan_to_num import clamp_min as clamp_min
from ._ops.elementwise.clamp_nan_to_num import nan_to_num as nan_to_num
from ._ops.elementwise.compare import allclose as allclose
from ._ops.elementwise.compare import eq as eq
from ._ops.elementwise.compare import equal as equal
from ._ops.elementwise.compare import ge as _ge
from ._ops.elementwise.compare import ge as ge
from ._ops.elementwise.compare import gt as _gt
from ._ops.elementwise.compare import gt as gt
from ._ops.elementwise.compare import isclose as isclose
from ._ops.elementwise.compare import isfinite as isfinite
from ._ops.elementwise.compare import isin as isin
from ._ops.elementwise.compare import isinf as isinf
from ._ops.elementwise.compare import isnan as isnan
from ._ops.elementwise.compare import isneginf as isneginf
from ._ops.elementwise.compare import isposinf as isposinf
from ._ops.elementwise.compare import isreal as isreal
from ._ops.elementwise.compare import le as _le
from ._ops.elementwise.compare import le as le
from ._ops.elementwise.compare import lt as _lt
from ._ops.elementwise.compare import lt as lt
from ._ops.elementwise.compare import ne as _ne
from ._ops.elementwise.compare import ne as ne
from ._ops.elementwise.complex import complex as complex
from ._ops.elementwise.complex import conj as conj
from ._ops.elementwise.complex import imag as imag
from ._ops.elementwise.complex import is_conj as is_conj
from ._ops.elementwise.complex import is_neg as is_neg
from ._ops.elementwise.complex import polar as polar
from ._ops.elementwise.complex import real as real
from ._ops.elementwise.complex import resolve_conj as resolve_conj
from ._ops.elementwise.complex import resolve_neg as resolve_neg
from ._ops.elementwise.complex import view_as_complex as view_as_complex
from ._ops.elementwise.complex import view_as_real as view_as_real
from ._ops.elementwise.exp_log_sin import acos as _acos
from ._ops.elementwise.exp_log_sin import acos as acos
from ._ops.elementwise.exp_log_sin import acosh as _acosh
from ._ops.elementwise.exp_log_sin import acosh as acosh
from ._ops.elementwise.exp_log_sin import asin as _asin
from ._ops.elementwise.exp_log_sin import asin as asin
from ._ops.elementwise.exp_log_sin import asinh as _asinh
from ._ops.elementwise.exp_log_sin import asinh as asinh
from ._ops.elementwise.exp_log_sin import atan as _atan
from ._ops.elementwise.exp_log_sin import atan as atan
from ._ops.elementwise.exp_log_sin import atanh as _atanh
from ._ops.elementwise.exp_log_sin import atanh as atanh
from ._ops.elementwise.exp_log_sin import cos as cos
from ._ops.elementwise.exp_log_sin import cosh as cosh
from ._ops.elementwise.exp_log_sin import deg2rad as deg2rad
from ._ops.elementwise.exp_log_sin import erf as erf
from ._ops.elementwise.exp_log_sin import erfc as erfc
from ._ops.elementwise.exp_log_sin import exp as exp
from ._ops.elementwise.exp_log_sin import exp2 as exp2
from ._ops.elementwise.exp_log_sin import expm1 as expm1
from ._ops.elementwise.exp_log_sin import log as log
from ._ops.elementwise.exp_log_sin import log10 as log10
from ._ops.elementwise.exp_log_sin import log1p as log1p
from ._ops.elementwise.exp_log_sin import log2 as log2
from ._ops.elementwise.exp_log_sin import logit as logit
from ._ops.elementwise.exp_log_sin import rad2deg as rad2deg
from ._ops.elementwise.exp_log_sin import rsqrt as rsqrt
from ._ops.elementwise.exp_log_sin import sin as sin
from ._ops.elementwise.exp_log_sin import sinh as sinh
from ._ops.elementwise.exp_log_sin import sqrt as sqrt
from ._ops.elementwise.exp_log_sin import tan as tan
from ._ops.elementwise.lerp_addcmul import addcdiv as addcdiv
from ._ops.elementwise.lerp_addcmul import addcmul as addcmul
from ._ops.elementwise.lerp_addcmul import lerp as lerp
from ._ops.elementwise.maximum import fmax as fmax
from ._ops.elementwise.maximum import fmin as fmin
from ._ops.elementwise.maximum import maximum as maximum
from ._ops.elementwise.maximum import minimum as minimum
from ._ops.elementwise.pow import float_power as float_power
from ._ops.elementwise.pow import pow as pow
from ._ops.elementwise.where import where as where
from ._ops.foreach import _foreach_clone as _foreach_clone
from ._ops.foreach import _foreach_copy_ as _foreach_copy_
from ._ops.foreach import _foreach_lerp as _foreach_lerp
from ._ops.foreach import _foreach_lerp_ as _foreach_lerp_
from ._ops.foreach import _foreach_max as _foreach_max
from ._ops.foreach import _foreach_mm as _foreach_mm
from ._ops.foreach import _foreach_norm as _foreach_norm
from ._ops.foreach import _foreach_powsum as _foreach_powsum
from ._ops.foreach import _foreach_zero_ as _foreach_zero_
from ._ops.grouped_mm import _scaled_mm as _scaled_mm
from ._ops.grouped_mm import grouped_mm
from ._ops.indexing.gather_scatter import gather as gather
from ._ops.indexing.gather_scatter import scatter as scatter
from ._ops.indexing.gather_scatter import scatter_add as scatter_add
from ._ops.indexing.gather_scatter import take_along_dim as take_along_dim
from ._ops.indexing.getitem import index_put as index_put
from ._ops.indexing.getitem import index_put_ as index_put_
from ._ops.indexing.index_select_add_fill import index_add as index_add
from ._ops.indexing.index_select_add_fill import index_copy as index_copy
from ._ops.indexing.index_select_add_fill import index_fill as index_fill
from ._ops.indexing.index_select_add_fill import index_select as index_select
from ._ops.indexing.masked_fill import masked_fill as masked_fill
from ._ops.indexing.masked_fill import masked_scatter as masked_scatter
from ._ops.indexing.masked_fill import masked_select as masked_select
from ._ops.indexing.nonzero import argwhere as argwhere
from ._ops.indexing.nonzero import nonzero as nonzero
from ._ops.indexing.nonzero import nonzero_static as nonzero_static
from ._ops.indexing.nonzero import unravel_index as unravel_index
from ._ops.indexing.scatter_reduce import index_reduce as index_reduce
from ._ops.indexing.scatter_reduce import scatter_reduce as scatter_reduce
from ._ops.indexing.take_put import put as put
from ._ops.indexing.take_put import take as take
from ._ops.layers.adaptive_pool import adaptive_avg_pool1d as adaptive_avg_pool1d
from ._ops.layers.adaptive_pool import adaptive_max_pool1d_with_indices
from ._ops.layers.avg_pool import avg_pool1d as avg_pool1d
from ._ops.layers.batch_norm import native_batch_norm as native_batch_norm
from ._ops.layers.batch_norm import torch_batch_norm
from ._ops.layers.batch_norm import torch_instance_norm
from ._ops.layers.conv import conv1d as conv1d
from ._ops.layers.conv import conv2d as conv2d
from ._ops.layers.conv import conv3d as conv3d
from ._ops.layers.conv import conv_tbc as conv_tbc
from ._ops.layers.conv_transpose import conv_transpose1d as conv_transpose1d
from ._ops.layers.conv_transpose import conv_transpose2d as conv_transpose2d
from ._ops.layers.conv_transpose import conv_transpose3d as conv_transpose3d
from ._ops.layers.cosine_similarity import cosine_similarity as cosine_similarity
from ._ops.layers.cosine_similarity import pairwise_distance as pairwise_distance
from ._ops.layers.dropout import alpha_dropout_ as alpha_dropout_
from ._ops.layers.dropout import dropout_ as dropout_
from ._ops.layers.dropout import feature_alpha_dropout_ as feature_alpha_dropout_
from ._ops.layers.dropout import feature_dropout as feature_dropout
from ._ops.layers.dropout import feature_dropout_ as feature_dropout_
from ._ops.layers.dropout import torch_alpha_dropout
from ._ops.layers.dropout import torch_dropout
from ._ops.layers.dropout import torch_feature_alpha_dropout
from ._ops.layers.embedding import torch_embedding
from ._ops.layers.grid_sample import affine_grid_generator as affine_grid_generator
from ._ops.layers.grid_sample import grid_sampler as grid_sampler
from ._ops.layers.grid_sample import grid_sampler_2d as grid_sampler_2d
from ._ops.layers.grid_sample import grid_sampler_3d as grid_sampler_3d
from ._ops.layers.layer_norm import native_group_norm as native_group_norm
from ._ops.layers.layer_norm import native_layer_norm as native_layer_norm
from ._ops.layers.layer_norm import rms_norm as rms_norm
from ._ops.layers.layer_norm import torch_group_norm
from ._ops.layers.layer_norm import torch_layer_norm
from ._ops.layers.lstm_cell import gru_cell as gru_cell
from ._ops.layers.lstm_cell import lstm_cell as lstm_cell
from ._ops.layers.lstm_cell import rnn_relu_cell as rnn_relu_cell
from ._ops.layers.lstm_cell import rnn_tanh_cell as rnn_tanh_cell
from ._ops.layers.lstm_gru import gru as gru
from ._ops.layers.lstm_gru import lstm as lstm
from ._ops.layers.lstm_gru import rnn_relu as rnn_relu
from ._ops.layers.lstm_gru import rnn_tanh as rnn_tanh
from ._ops.layers.max_pool import max_pool1d as max_pool1d
from ._ops.layers.max_pool import max_pool2d as max_pool2d
from ._ops.layers.max_pool import max_pool3d as max_pool3d
from ._ops.layers.pad import constant_pad_nd as constant_pad_nd
from ._ops.layers.pixel_shuffle_unfold import channel_shuffle as channel_shuffle
from ._ops.layers.pixel_shuffle_unfold import native_channel_shuffle as native_channel_shuffle
from ._ops.layers.pixel_shuffle_unfold import pixel_shuffle as pixel_shuffle
from ._ops.layers.pixel_shuffle_unfold import pixel_unshuffle as pixel_unshuffle
from ._ops.layers.rrelu import rrelu as rrelu
from ._ops.layers.rrelu import rrelu_ as rrelu_
from ._ops.layers.softmax import torch_log_softmax
from ._ops.layers.softmax import torch_softmax
from ._ops.linalg.addmm import addbmm as addbmm
from ._ops.linalg.addmm import addmm as addmm
from ._ops.linalg.addmm import addmv as addmv
from ._ops.linalg.addmm import addr as addr
from ._ops.linalg.addmm import baddbmm as baddbmm
from ._ops.linalg.cdist import cdist as cdist
from ._ops.linalg.cdist import pdist as pdist
from ._ops.linalg.cdist import renorm as renorm
from ._ops.linalg.cholesky_lu import cholesky as cholesky
from ._ops.linalg.cholesky_lu import lu as lu
from ._ops.linalg.cholesky_lu import lu_solve as lu_solve
from ._ops.linalg.cholesky_lu import lu_unpack as lu_unpack
from ._ops.linalg.det import det as det
from ._ops.linalg.det import logdet as logdet
from ._ops.linalg.det import slogdet as slogdet
from ._ops.linalg.eig_svd import svd as svd
from ._ops.linalg.einsum import cross as cross
from ._ops.linalg.einsum import einsum as einsum
from ._ops.linalg.einsum import kron as kron
from ._ops.linalg.einsum import tensordot as tensordot
from ._ops.linalg.linear import bilinear as bilinear
from ._ops.linalg.lobpcg import lobpcg as lobpcg
from ._ops.linalg.lstsq_pinv import pinverse as pinverse
from ._ops.linalg.matmul import bmm as bmm
from ._ops.linalg.matmul import dot as dot
from ._ops.linalg.matmul import inner as inner
from ._ops.linalg.matmul import matmul as matmul
from ._ops.linalg.matmul import mm as mm
from ._ops.linalg.matmul import mv as mv
from ._ops.linalg.matmul import outer as _outer
from ._ops.linalg.matmul import outer as outer
from ._ops.linalg.matmul import vdot as vdot
from ._ops.linalg.matrix_exp_power import matrix_exp as matrix_exp
from ._ops.linalg.matrix_exp_power import matrix_power as matrix_power
from ._ops.linalg.multi_dot_tensorsolve import chain_matmul as chain_matmul
from ._ops.linalg.norm import dist as dist
from ._ops.linalg.norm import norm as norm
from ._ops.linalg.qr import geqrf as geqrf
from ._ops.linalg.qr import orgqr as orgqr
from ._ops.linalg.qr import ormqr as ormqr
from ._ops.linalg.qr import qr as qr
from ._ops.linalg.solve_inv import cholesky_inverse as cholesky_inverse
from ._ops.linalg.solve_inv import cholesky_solve as cholesky_solve
from ._ops.linalg.solve_inv import inverse as inverse
from ._ops.linalg.solve_inv import triangular_solve as triangular_solve
from ._ops.linalg.svd_lowrank import pca_lowrank as pca_lowrank
from ._ops.linalg.svd_lowrank import svd_lowrank as svd_lowrank
from ._ops.linalg.vander_diagonal import vander as vander
from ._ops.losses.ctc import torch_ctc_loss
from ._ops.losses.kl_div_poisson import torch_kl_div
from ._ops.losses.kl_div_poisson import torch_poisson_nll_loss
from ._ops.losses.margin_triplet import torch_cosine_embedding_loss
from ._ops.losses.margin_triplet import torch_hinge_embedding_loss
from ._ops.losses.margin_triplet import torch_margin_ranking_loss
from ._ops.losses.margin_triplet import torch_triplet_margin_loss
from ._ops.losses.mse_l1_bce import torch_binary_cross_entropy_with_logits
from ._ops.older_names import _convert_indices_from_coo_to_csr as _convert_indices_from_coo_to_csr
from ._ops.older_names import _convert_indices_from_csr_to_coo as _convert_indices_from_csr_to_coo
from ._ops.older_names import _log_softmax_backward_data as _log_softmax_backward_data
from ._ops.older_names import _shape_as_tensor as _shape_as_tensor
from ._ops.older_names import _softmax_backward_data as _softmax_backward_data
from ._ops.random.gamma_binomial import _dirichlet_grad as _dirichlet_grad
from ._ops.random.gamma_binomial import _sample_dirichlet as _sample_dirichlet
from ._ops.random.gamma_binomial import _standard_gamma as _standard_gamma
from ._ops.random.gamma_binomial import _standard_gamma_grad as _standard_gamma_grad
from ._ops.random.gamma_binomial import binomial as binomial
from ._ops.random.normal_bernoulli_multinomial import bernoulli as bernoulli
from ._ops.random.normal_bernoulli_multinomial import multinomial as multinomial
from ._ops.random.normal_bernoulli_multinomial import normal as normal
from ._ops.random.normal_bernoulli_multinomial import poisson as poisson
from ._ops.random.rand_randint import rand as rand
from ._ops.random.rand_randint import rand_like as rand_like
from ._ops.random.rand_randint import randint as randint
from ._ops.random.rand_randint import randint_like as randint_like
from ._ops.random.rand_randint import randn as randn
from ._ops.random.rand_randint import randn_like as randn_like
from ._ops.random.rand_randint import randperm as randperm
from ._ops.reductions.all_any_count import all as all
from ._ops.reductions.all_any_count import any as any
from ._ops.reductions.all_any_count import count_nonzero as count_nonzero
from ._ops.reductions.cumsum_cummax import cummax as cummax
from ._ops.reductions.cumsum_cummax import cummin as cummin
from ._ops.reductions.cumsum_cummax import cumprod as cumprod
from ._ops.reductions.cumsum_cummax import cumsum as cumsum
from ._ops.reductions.cumsum_cummax import logcumsumexp as logcumsumexp
from ._ops.reductions.gradient_diff import cumulative_trapezoid as cumulative_trapezoid
from ._ops.reductions.gradient_diff import diff as diff
from ._ops.reductions.gradient_diff import gradient as gradient
from ._ops.reductions.gradient_diff import trapezoid as _trapezoid
from ._ops.reductions.gradient_diff import trapezoid as trapezoid
from ._ops.reductions.histogram_bincount import bincount as bincount
from ._ops.reductions.histogram_bincount import histc as histc
from ._ops.reductions.histogram_bincount import histogram as histogram
from ._ops.reductions.histogram_bincount import histogramdd as histogramdd
from ._ops.reductions.logsumexp import logsumexp as logsumexp
from ._ops.reductions.max_min_argmax import amax as amax
from ._ops.reductions.max_min_argmax import amin as amin
from ._ops.reductions.max_min_argmax import aminmax as aminmax
from ._ops.reductions.max_min_argmax import argmax as argmax
from ._ops.reductions.max_min_argmax import argmin as argmin
from ._ops.reductions.max_min_argmax import max as max
from ._ops.reductions.max_min_argmax import min as min
from ._ops.reductions.median_mode import median as median
from ._ops.reductions.median_mode import mode as mode
from ._ops.reductions.median_mode import nanmedian as nanmedian
from ._ops.reductions.quantile import nanquantile as nanquantile
from ._ops.reductions.quantile import quantile as quantile
from ._ops.reductions.segment_reduce import segment_reduce as _segment_reduce
from ._ops.reductions.segment_reduce import segment_reduce as segment_reduce
from ._ops.reductions.sum_mean_prod import mean as mean
from ._ops.reductions.sum_mean_prod import nanmean as nanmean
from ._ops.reductions.sum_mean_prod import nansum as nansum
from ._ops.reductions.sum_mean_prod import prod as prod
from ._ops.reductions.sum_mean_prod import sum as sum
from ._ops.reductions.topk_sort import argsort as argsort
from ._ops.reductions.topk_sort import kthvalue as kthvalue
from ._ops.reductions.topk_sort import msort as msort
from ._ops.reductions.topk_sort import sort as sort
from ._ops.reductions.topk_sort import topk as topk
from ._ops.reductions.unique_searchsorted import bucketize as bucketize
from ._ops.reductions.unique_searchsorted import hash_tensor as hash_tensor
from ._ops.reductions.unique_searchsorted import searchsorted as searchsorted
from ._ops.reductions.unique_searchsorted import unique as unique
from ._ops.reductions.unique_searchsorted import unique_consecutive as unique_consecutive
from ._ops.reductions.var_std_cov import corrcoef as corrcoef
from ._ops.reductions.var_std_cov import cov as cov
from ._ops.reductions.var_std_cov import std as std
from ._ops.reductions.var_std_cov import std_mean as std_mean
from ._ops.reductions.var_std_cov import var as var
from ._ops.reductions.var_std_cov import var_mean as var_mean
from ._ops.shapes.cat_stack import cat as _cat
from ._ops.shapes.cat_stack import cat as cat
from ._ops.shapes.cat_stack import column_stack as column_stack
from ._ops.shapes.cat_stack import dstack as dstack
from ._ops.shapes.cat_stack import hstack as hstack
from ._ops.shapes.cat_stack import stack as stack
from ._ops.shapes.cat_stack import vstack as _vstack
from ._ops.shapes.cat_stack import vstack as vstack
from ._ops.shapes.diag_tril import block_diag as block_diag
from ._ops.shapes.diag_tril import diag as diag
from ._ops.shapes.diag_tril import diag_embed as diag_embed
from ._ops.shapes.diag_tril import diagflat as diagflat
from ._ops.shapes.diag_tril import trace as trace
from ._ops.shapes.diag_tril import tril as tril
from ._ops.shapes.diag_tril import tril_indices as tril_indices
from ._ops.shapes.diag_tril import triu as triu
from ._ops.shapes.diag_tril import triu_indices as triu_indices
from ._ops.shapes.expand_broadcast import broadcast_shapes as broadcast_shapes
from ._ops.shapes.expand_broadcast import broadcast_tensors as broadcast_tensors
from ._ops.shapes.expand_broadcast import broadcast_to as broadcast_to
from ._ops.shapes.flip_roll_repeat import flip as flip
from ._ops.shapes.flip_roll_repeat import fliplr as fliplr
from ._ops.shapes.flip_roll_repeat import flipud as flipud
from ._ops.shapes.flip_roll_repeat import repeat_interleave as repeat_interleave
from ._ops.shapes.flip_roll_repeat import roll as roll
from ._ops.shapes.flip_roll_repeat import rot90 as rot90
from ._ops.shapes.flip_roll_repeat import tile as tile
from ._ops.shapes.meshgrid import cartesian_prod as cartesian_prod
from ._ops.shapes.meshgrid import combinations as combinations
from ._ops.shapes.meshgrid import meshgrid as meshgrid
from ._ops.shapes.select_narrow import narrow as narrow
from ._ops.shapes.select_narrow import select as select
from ._ops.shapes.select_scatter import as_strided_scatter as as_strided_scatter
from ._ops.shapes.select_scatter import diagonal_scatter as diagonal_scatter
from ._ops.shapes.select_scatter import select_scatter as select_scatter
from ._ops.shapes.select_scatter import slice_scatter as slice_scatter
from ._ops.shapes.split_chunk import chunk as chunk
from ._ops.shapes.split_chunk import dsplit as dsplit
from ._ops.shapes.split_chunk import hsplit as hsplit
from ._ops.shapes.split_chunk import split as split
from ._ops.shapes.split_chunk import split_with_sizes as split_with_sizes
from ._ops.shapes.split_chunk import tensor_split as tensor_split
from ._ops.shapes.split_chunk import unbind as unbind
from ._ops.shapes.split_chunk import unsafe_chunk as unsafe_chunk
from ._ops.shapes.split_chunk import unsafe_split as unsafe_split
from ._ops.shapes.split_chunk import unsafe_split_with_sizes as unsafe_split_with_sizes
from ._ops.shapes.split_chunk import vsplit as vsplit
from ._ops.shapes.squeeze_unsqueeze import atleast_1d as atleast_1d
from ._ops.shapes.squeeze_unsqueeze import atleast_2d as atleast_2d
from ._ops.shapes.squeeze_unsqueeze import atleast_3d as atleast_3d
from ._ops.shapes.squeeze_unsqueeze import squeeze as squeeze
from ._ops.shapes.squeeze_unsqueeze import unsqueeze as unsqueeze
from ._ops.shapes.transpose_permute import adjoint as adjoint
from ._ops.shapes.transpose_permute import movedim as _movedim
from ._ops.shapes.transpose_permute import movedim as movedim
from ._ops.shapes.transpose_permute import permute as permute
from ._ops.shapes.transpose_permute import swapaxes as swapaxes
from ._ops.shapes.transpose_permute import t as t
from ._ops.shapes.transpose_permute import transpose as _transpose
from ._ops.shapes.transpose_permute import transpose as transpose
from ._ops.shapes.view_copies import alias_copy as alias_copy
from ._ops.shapes.view_copies import as_strided_copy as as_strided_copy
from ._ops.shapes.view_copies import detach_copy as detach_copy
from ._ops.shapes.view_copies import diagonal_copy as diagonal_copy
from ._ops.shapes.view_copies import expand_copy as expand_copy
from ._ops.shapes.view_copies import narrow_copy as narrow_copy
from ._ops.shapes.view_copies import permute_copy as permute_copy
from ._ops.shapes.view_copies import select_copy as select_copy
from ._ops.shapes.view_copies import slice_copy as slice_copy
from ._ops.shapes.view_copies import split_copy as split_copy
from ._ops.shapes.view_copies import split_with_sizes_copy as split_with_sizes_copy
from ._ops.shapes.view_copies import squeeze_copy as squeeze_copy
from ._ops.shapes.view_copies import t_copy as t_copy
from ._ops.shapes.view_copies import transpose_copy as transpose_copy
from ._ops.shapes.view_copies import unbind_copy as unbind_copy
from ._ops.shapes.view_copies import unfold_copy as unfold_copy
from ._ops.shapes.view_copies import unsqueeze_copy as unsqueeze_copy
from ._ops.shapes.view_copies import view_as_complex_copy as view_as_complex_copy
from ._ops.shapes.view_copies import view_as_real_copy as view_as_real_copy
from ._ops.shapes.view_copies import view_copy as view_copy
from ._ops.shapes.view_reshape import flatten as flatten
from ._ops.shapes.view_reshape import ravel as ravel
from ._ops.shapes.view_reshape import reshape as reshape
from ._ops.shapes.view_reshape import unflatten as unflatten
from ._ops.signal.stft import istft as istft
from ._ops.signal.stft import stft as stft
from ._ops.signal.windows import bartlett_window as bartlett_window
from ._ops.signal.windows import blackman_window as blackman_window
from ._ops.signal.windows import hamming_window as hamming_window
from ._ops.signal.windows import hann_window as hann_window
from ._ops.signal.windows import kaiser_window as kaiser_window
from ._ops.sparse.making import ccol_indices_copy as ccol_indices_copy
from ._ops.sparse.making import col_indices_copy as col_indices_copy
from ._ops.sparse.making import crow_indices_copy as crow_indices_copy
from ._ops.sparse.making import hspmm as hspmm
from ._ops.sparse.making import indices_copy as indices_copy
from ._ops.sparse.making import row_indices_copy as row_indices_copy
from ._ops.sparse.making import smm as smm
from ._ops.sparse.making import sparse_compressed_tensor as sparse_compressed_tensor
from ._ops.sparse.making import sparse_coo_tensor as sparse_coo_tensor
from ._ops.sparse.making import sparse_csc_tensor as sparse_csc_tensor
from ._ops.sparse.making import sparse_csr_tensor as sparse_csr_tensor
from ._ops.sparse.making import spmm as _spmm
from ._ops.sparse.making import spmm as spmm
from ._ops.sparse.making import sspaddmm as sspaddmm
from ._ops.sparse.making import values_copy as values_copy
from ._ops.special.bessel import i0 as i0
from ._ops.special.erfinv_ndtri import erfinv as erfinv
from ._ops.special.erfinv_ndtri import sinc as sinc
from ._ops.special.gamma import digamma as digamma
from ._ops.special.gamma import igamma as igamma
from ._ops.special.gamma import igammac as igammac
from ._ops.special.gamma import lgamma as lgamma
from ._ops.special.gamma import mvlgamma as mvlgamma
from ._ops.special.gamma import polygamma as polygamma
from ._ops.tensors.arange_linspace import arange as arange
from ._ops.tensors.arange_linspace import linspace as linspace
from ._ops.tensors.arange_linspace import logspace as logspace
from ._ops.tensors.arange_linspace import range as range
from ._ops.tensors.as_strided_unfold import as_strided as as_strided
from ._ops.tensors.as_strided_unfold import as_strided_ as as_strided_
from ._ops.tensors.as_strided_unfold import diagonal as diagonal
from ._ops.tensors.as_strided_unfold import resize_as_ as resize_as_
from ._ops.tensors.backward_detach import detach as detach
from ._ops.tensors.backward_detach import detach_ as detach_
from ._ops.tensors.backward_detach import is_inference as is_inference
from ._ops.tensors.dlpack import from_dlpack as from_dlpack
from ._ops.tensors.finfo_result_type import finfo as finfo
from ._ops.tensors.finfo_result_type import iinfo as iinfo
from ._ops.tensors.finfo_result_type import result_type as result_type
from ._ops.tensors.is_floating_point import is_complex as is_complex
from ._ops.tensors.is_floating_point import is_floating_point as is_floating_point
from ._ops.tensors.is_floating_point import is_nonzero as is_nonzero
from ._ops.tensors.is_floating_point import is_signed as is_signed
from ._ops.tensors.is_floating_point import is_tensor as is_tensor
from ._ops.tensors.size_stride import get_device as get_device
from ._ops.tensors.size_stride import is_same_size as is_same_size
from ._ops.tensors.size_stride import numel as numel
from ._ops.tensors.storage import from_file as from_file
from ._ops.tensors.storage import is_storage as is_storage
from ._ops.tensors.tensor_from_numpy import as_tensor as as_tensor
from ._ops.tensors.tensor_from_numpy import asarray as asarray
from ._ops.tensors.tensor_from_numpy import from_numpy as from_numpy
from ._ops.tensors.tensor_from_numpy import frombuffer as frombuffer
from ._ops.tensors.tensor_from_numpy import tensor as tensor
from ._ops.tensors.to_clone_copy import clone as clone
from ._ops.tensors.to_clone_copy import fill as fill
from ._ops.tensors.to_clone_copy import fill_ as fill_
from ._ops.tensors.to_clone_copy import zero_ as zero_
from ._ops.tensors.zeros_full import empty as empty
from ._ops.tensors.zeros_full import empty_like as empty_like
from ._ops.tensors.zeros_full import empty_permuted as empty_permuted
from ._ops.tensors.zeros_full import empty_strided as empty_strided
from ._ops.tensors.zeros_full import eye as eye
from ._ops.tensors.zeros_full import full as full
from ._ops.tensors.zeros_full import full_like as full_like
from ._ops.tensors.zeros_full import ones as ones
from ._ops.tensors.zeros_full import ones_like as ones_like
from ._ops.tensors.zeros_full import scalar_tensor as scalar_tensor
from ._ops.tensors.zeros_full import zeros as zeros
from ._ops.tensors.zeros_full import zeros_like as zeros_like
from ._settings import are_deterministic_algorithms_enabled as are_deterministic_algorithms_enabled
from ._settings import get_deterministic_debug_mode as get_deterministic_debug_mode
from ._settings import get_float32_matmul_precision as get_float32_matmul_precision
from ._settings import get_num_interop_threads as get_num_interop_threads
from ._settings import is_deterministic_algorithms_warn_only_enabled as is_deterministic_algorithms_warn_only_enabled
from ._settings import is_warn_always_enabled as is_warn_always_enabled
from ._settings import set_default_tensor_type as set_default_tensor_type
from ._settings import set_deterministic_debug_mode as set_deterministic_debug_mode
from ._settings import set_float32_matmul_precision as set_float32_matmul_precision
from ._settings import set_flush_denormal as set_flush_denormal
from ._settings import set_num_interop_threads as set_num_interop_threads
from ._settings import set_warn_always as set_warn_always
from ._settings import typename as typename
from ._settings import use_deterministic_algorithms as use_deterministic_algorithms
from ._streams import Event as Event
from ._streams import Stream as Stream
from ._symbolic import SymBool as SymBool
from ._symbolic import SymFloat as SymFloat
from ._symbolic import SymInt as SymInt
from ._symbolic import sym_float as sym_float
from ._symbolic import sym_int as sym_int
from ._symbolic import sym_ite as sym_ite
from ._symbolic import sym_max as sym_max
from ._symbolic import sym_min as sym_min
from ._symbolic import sym_not as sym_not
from ._symbolic import sym_sqrt as sym_sqrt
from ._symbolic import sym_sum as sym_sum
from ._tensor.printing import get_printoptions as get_printoptions
from ._tensor.printing import printoptions as printoptions
from ._tensor.printing import set_printoptions as set_printoptions
from ._tensor.tensor import Tensor as Tensor
from ._tensor.tensor import Tensor as _Tensor
from ._tensor.types import BFloat16Tensor as BFloat16Tensor
from ._tensor.types import BoolTensor as BoolTensor
from ._tensor.types import ByteTensor as ByteTensor
from ._tensor.types import CharTensor as CharTensor
from ._tensor.types import DoubleTensor as DoubleTensor
from ._tensor.types import FloatTensor as FloatTensor
from ._tensor.types import HalfTensor as HalfTensor
from ._tensor.types import IntTensor as IntTensor
from ._tensor.types import LongTensor as LongTensor
from ._tensor.types import ShortTensor as ShortTensor
from .amp import GradScaler as GradScaler
from .amp import autocast as autocast
from .amp._state import autocast_decrement_nesting as autocast_decrement_nesting
from .amp._state import autocast_increment_nesting as autocast_increment_nesting
from .amp._state import clear_autocast_cache as clear_autocast_cache
from .amp._state import get_autocast_cpu_dtype as get_autocast_cpu_dtype
from .amp._state import get_autocast_dtype as get_autocast_dtype
from .amp._state import get_autocast_gpu_dtype as get_autocast_gpu_dtype
from .amp._state import is_autocast_cache_enabled as is_autocast_cache_enabled
from .amp._state import is_autocast_cpu_enabled as is_autocast_cpu_enabled
from .amp._state import is_autocast_enabled as is_autocast_enabled
from .amp._state import set_autocast_cache_enabled as set_autocast_cache_enabled
from .amp._state import set_autocast_cpu_dtype as set_autocast_cpu_dtype
from .amp._state import set_autocast_cpu_enabled as set_autocast_cpu_enabled
from .amp._state import set_autocast_dtype as set_autocast_dtype
from .amp._state import set_autocast_enabled as set_autocast_enabled
from .amp._state import set_autocast_gpu_dtype as set_autocast_gpu_dtype
from .autograd.anomaly_mode import is_anomaly_check_nan_enabled as is_anomaly_check_nan_enabled
from .autograd.anomaly_mode import is_anomaly_enabled as is_anomaly_enabled
from .autograd.grad_mode import enable_grad as enable_grad
from .autograd.grad_mode import inference_mode as inference_mode
from .autograd.grad_mode import is_grad_enabled as is_grad_enabled
from .autograd.grad_mode import is_inference_mode_enabled as is_inference_mode_enabled
from .autograd.grad_mode import no_grad as no_grad
from .autograd.grad_mode import set_grad_enabled as set_grad_enabled
from .func import vmap as vmap
from .futures import Future as Future
from .jit import ScriptFunction as ScriptFunction
from .jit import ScriptModule as ScriptModule
from .library._operators import ops as ops
from .random import Generator as Generator
from .random import default_generator as default_generator
from .random import get_rng_state as get_rng_state
from .random import initial_seed as initial_seed
from .random import manual_seed as manual_seed
from .random import seed as seed
from .random import set_rng_state as set_rng_state
from .serialization import load as load
from .serialization import save as save
from .storage import BFloat16Storage as BFloat16Storage
from .storage import BoolStorage as BoolStorage
from .storage import ByteStorage as ByteStorage
from .storage import CharStorage as CharStorage
from .storage import ComplexDoubleStorage as ComplexDoubleStorage
from .storage import ComplexFloatStorage as ComplexFloatStorage
from .storage import DoubleStorage as DoubleStorage
from .storage import FloatStorage as FloatStorage
from .storage import HalfStorage as HalfStorage
from .storage import IntStorage as IntStorage
from .storage import LongStorage as LongStorage
from .storage import ShortStorage as ShortStorage
from .storage import TypedStorage as TypedStorage
from .storage import UntypedStorage as UntypedStorage
from .version import __version__ as __version__
from typing import Any

bool = bool_
legacy_contiguous_format = _contiguous_format
float = _float32
double = _float64
half = _float16
int = _int32
long = _int64
short = _int16
chalf = _complex32
cfloat = _complex64
cdouble = _complex128
def _cast_Byte(*args: Any, **kwargs: Any) -> Any: ...
def _cast_Char(*args: Any, **kwargs: Any) -> Any: ...
def _cast_Double(*args: Any, **kwargs: Any) -> Any: ...
def _cast_Float(*args: Any, **kwargs: Any) -> Any: ...
def _cast_Half(*args: Any, **kwargs: Any) -> Any: ...
def _cast_Int(*args: Any, **kwargs: Any) -> Any: ...
def _cast_Long(*args: Any, **kwargs: Any) -> Any: ...
def _cast_Short(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_abs(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_abs_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_acos(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_acos_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_add(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_add_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_addcdiv(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_addcdiv_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_addcmul(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_addcmul_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_asin(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_asin_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_atan(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_atan_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_ceil(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_ceil_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_clamp_max(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_clamp_max_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_clamp_min(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_clamp_min_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_cos(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_cos_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_cosh(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_cosh_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_div(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_div_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_erf(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_erf_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_erfc(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_erfc_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_exp(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_exp_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_expm1(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_expm1_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_floor(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_floor_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_frac(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_frac_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_lgamma(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_lgamma_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_log(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_log10(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_log10_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_log1p(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_log1p_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_log2(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_log2_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_log_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_maximum(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_maximum_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_minimum(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_minimum_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_mul(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_mul_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_neg(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_neg_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_pow(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_pow_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_reciprocal(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_reciprocal_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_round(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_round_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_rsqrt(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_rsqrt_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sigmoid(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sigmoid_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sign(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sign_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sin(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sin_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sinh(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sinh_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sqrt(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sqrt_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sub(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_sub_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_tan(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_tan_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_tanh(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_tanh_(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_trunc(*args: Any, **kwargs: Any) -> Any: ...
def _foreach_trunc_(*args: Any, **kwargs: Any) -> Any: ...
_grouped_mm = grouped_mm
_segment_reduce = _segment_reduce
absolute = _abs
def acos_(input: _Tensor) -> _Tensor: ...
def acosh_(input: _Tensor) -> _Tensor: ...
adaptive_max_pool1d = adaptive_max_pool1d_with_indices
def addmv_(input: _Tensor, mat: _Tensor, vec: _Tensor, *, beta: Number=1, alpha: Number=1) -> _Tensor: ...
alpha_dropout = torch_alpha_dropout
arccos = _acos
def arccos_(input: _Tensor) -> _Tensor: ...
arccosh = _acosh
def arccosh_(input: _Tensor) -> _Tensor: ...
arcsin = _asin
def arcsin_(input: _Tensor) -> _Tensor: ...
arcsinh = _asinh
def arcsinh_(input: _Tensor) -> _Tensor: ...
arctan = _atan
arctan2 = _atan2
def arctan_(input: _Tensor) -> _Tensor: ...
arctanh = _atanh
def arctanh_(input: _Tensor) -> _Tensor: ...
def asin_(input: _Tensor) -> _Tensor: ...
def asinh_(input: _Tensor) -> _Tensor: ...
def atan_(input: _Tensor) -> _Tensor: ...
def atanh_(input: _Tensor) -> _Tensor: ...
batch_norm = torch_batch_norm
binary_cross_entropy_with_logits = torch_binary_cross_entropy_with_logits
def ceil_(input: _Tensor) -> _Tensor: ...
def clamp_(input: _Tensor, min: _Tensor | Number | None=None, max: _Tensor | Number | None=None) -> _Tensor: ...
def clamp_max_(input: _Tensor, max: _Tensor | Number) -> _Tensor: ...
def clamp_min_(input: _Tensor, min: _Tensor | Number) -> _Tensor: ...
clip = _clamp
def clip_(input: _Tensor, min: _Tensor | Number | None=None, max: _Tensor | Number | None=None) -> _Tensor: ...
concat = _cat
concatenate = _cat
def conj_physical_(input: _Tensor) -> _Tensor: ...
def cos_(input: _Tensor) -> _Tensor: ...
def cosh_(input: _Tensor) -> _Tensor: ...
cosine_embedding_loss = torch_cosine_embedding_loss
ctc_loss = torch_ctc_loss
def deg2rad_(input: _Tensor) -> _Tensor: ...
divide = _div
dropout = torch_dropout
dsmm = _spmm
embedding = torch_embedding
def erf_(input: _Tensor) -> _Tensor: ...
def erfc_(input: _Tensor) -> _Tensor: ...
def exp2_(input: _Tensor) -> _Tensor: ...
def exp_(input: _Tensor) -> _Tensor: ...
def expm1_(input: _Tensor) -> _Tensor: ...
feature_alpha_dropout = torch_feature_alpha_dropout
fix = _trunc
def fix_(input: _Tensor) -> _Tensor: ...
def floor_(input: _Tensor) -> _Tensor: ...
def frac_(input: _Tensor) -> _Tensor: ...
def gcd_(input: _Tensor, other: _Tensor) -> _Tensor: ...
ger = _outer
greater = _gt
greater_equal = _ge
group_norm = torch_group_norm
hinge_embedding_loss = torch_hinge_embedding_loss
def i0_(input: _Tensor) -> _Tensor: ...
instance_norm = torch_instance_norm
kl_div = torch_kl_div
layer_norm = torch_layer_norm
def lcm_(input: _Tensor, other: _Tensor) -> _Tensor: ...
def ldexp_(input: _Tensor, other: _Tensor) -> _Tensor: ...
less = _lt
less_equal = _le
def log10_(input: _Tensor) -> _Tensor: ...
def log1p_(input: _Tensor) -> _Tensor: ...
def log2_(input: _Tensor) -> _Tensor: ...
def log_(input: _Tensor) -> _Tensor: ...
log_softmax = torch_log_softmax
def logit_(input: _Tensor, eps: _float | None=None) -> _Tensor: ...
margin_ranking_loss = torch_margin_ranking_loss
moveaxis = _movedim
multiply = _mul
def nan_to_num_(input: _Tensor, nan: _float | None=None, posinf: _float | None=None, neginf: _float | None=None) -> _Tensor: ...
def neg_(input: _Tensor) -> _Tensor: ...
negative = _neg
def negative_(input: _Tensor) -> _Tensor: ...
not_equal = _ne
poisson_nll_loss = torch_poisson_nll_loss
def rad2deg_(input: _Tensor) -> _Tensor: ...
def reciprocal_(input: _Tensor) -> _Tensor: ...
def relu_(input: _Tensor) -> _Tensor: ...
def renorm_(input: _Tensor, p: Number, dim: _int, maxnorm: Number) -> _Tensor: ...
def round_(input: _Tensor, *, decimals: _int=0) -> _Tensor: ...
row_stack = _vstack
def rsqrt_(input: _Tensor) -> _Tensor: ...
def sigmoid_(input: _Tensor) -> _Tensor: ...
def sin_(input: _Tensor) -> _Tensor: ...
def sinc_(input: _Tensor) -> _Tensor: ...
def sinh_(input: _Tensor) -> _Tensor: ...
softmax = torch_softmax
def sqrt_(input: _Tensor) -> _Tensor: ...
def square_(input: _Tensor) -> _Tensor: ...
subtract = _sub
swapdims = _transpose
def tan_(input: _Tensor) -> _Tensor: ...
def tanh_(input: _Tensor) -> _Tensor: ...
trapz = _trapezoid
triplet_margin_loss = torch_triplet_margin_loss
def trunc_(input: _Tensor) -> _Tensor: ...
def xlogy_(input: _Tensor | Number, other: _Tensor | Number) -> _Tensor: ...
newaxis: None
