"""Where PyTorch has what rushlight keeps elsewhere, and what classes and functions say of themselves.

Programs print classes, pickle them and choose by their names. While rushlight stands in for PyTorch (``take_on``), the
classes, functions and modules of rushlight say PyTorch's names; else they say rushlight's. Most follow from the module
that they are written in, since public modules lie where PyTorch's do; ``_HOMES`` tells of the others. Its modules can
be imported too, where there is no file of that name: ``torch.distributions.normal`` has the ``Normal`` of
``torch.distributions``.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from types import FunctionType, ModuleType

OURS, THEIRS, VISION, FUNCTORCH = "rushlight", "torch", "torchvision", "functorch"

# PyTorch's module, ours that shows the names (below rushlight; - for itself): the names. Ours is public: what lies in a
# private module counts for the public one around it (and is there, if that shows it and nothing is said here).
_HOMES = """
torch -: AcceleratorError OutOfMemoryError Size SymBool SymFloat SymInt Tensor are_deterministic_algorithms_enabled
    device dtype get_default_device get_default_dtype get_deterministic_debug_mode get_float32_matmul_precision
    get_num_interop_threads get_num_threads is_deterministic_algorithms_warn_only_enabled is_storage is_tensor
    is_warn_always_enabled layout memory_format set_default_device set_default_dtype set_default_tensor_type
    set_deterministic_debug_mode set_float32_matmul_precision set_flush_denormal set_num_interop_threads
    set_num_threads set_warn_always sym_float sym_int sym_ite sym_max sym_min sym_not sym_sum typename
    use_deterministic_algorithms
torch amp: autocast_decrement_nesting autocast_increment_nesting clear_autocast_cache get_autocast_cpu_dtype
    get_autocast_dtype get_autocast_gpu_dtype is_autocast_cache_enabled is_autocast_cpu_enabled is_autocast_enabled
    set_autocast_cache_enabled set_autocast_cpu_dtype set_autocast_cpu_enabled set_autocast_dtype set_autocast_enabled
    set_autocast_gpu_dtype
torch autograd.grad_mode: is_grad_enabled is_inference_mode_enabled
torch nn.functional: adaptive_avg_pool1d avg_pool1d bilinear celu_ channel_shuffle conv1d conv2d conv3d conv_tbc
    conv_transpose1d conv_transpose2d conv_transpose3d cosine_similarity hardshrink native_channel_shuffle
    pairwise_distance pdist pixel_shuffle pixel_unshuffle prelu relu_ rrelu_ selu_ threshold_
torch futures: Future
torch autograd.anomaly_mode: is_anomaly_check_nan_enabled is_anomaly_enabled
torch._linalg_utils -: eig lstsq matrix_rank solve
torch.cuda cuda.streams: StreamContext current_stream default_stream get_stream_from_external set_stream stream
torch.cuda cuda.memory: device_memory_used
torch.jit jit.marks: Error isinstance
torch.jit jit.scripted: ScriptFunction
torch.jit._script jit.scripted: RecursiveScriptModule ScriptModule
torch.jit._trace jit.scripted: TopLevelTracedModule
torch._C -: Generator LinAlgError
torch._C._nn nn.functional: avg_pool2d avg_pool3d elu_ gelu hardtanh_ leaky_relu_ linear logsigmoid one_hot
    scaled_dot_product_attention softplus softshrink
torch._C._nn nn.modules.module: _parse_to
torch._C._profiler profiler.profiler: ProfilerActivity
torch._jit_internal jit.marks: export ignore is_scripting unused
torch._lobpcg -: lobpcg
torch._lowrank -: pca_lowrank svd_lowrank
torch._tensor Tensor: backward dim_order eig index is_shared istft lstsq lu module_load norm register_hook
    register_post_accumulate_grad_hook reinforce resize resize_as share_memory_ solve split stft storage storage_type
    symeig unflatten unique unique_consecutive
torch._tensor -: _rebuild
torch._tensor_str -: set_printoptions
torch.amp.autocast_mode amp: is_autocast_available
torch.autograd autograd.passes: backward grad
torch.autograd.graph -: Node
torch.cuda.amp.autocast_mode cuda.amp: autocast custom_bwd custom_fwd
torch.cuda.amp.common cuda.amp: amp_definitely_not_available
torch.cuda.amp.grad_scaler cuda.amp: GradScaler
torch.cuda.memory cuda: empty_cache
torch.cuda.random cuda: manual_seed manual_seed_all
torch.distributions.bernoulli distributions: Bernoulli
torch.distributions.beta distributions: Beta
torch.distributions.binomial distributions: Binomial
torch.distributions.categorical distributions: Categorical
torch.distributions.cauchy distributions: Cauchy
torch.distributions.chi2 distributions: Chi2
torch.distributions.continuous_bernoulli distributions: ContinuousBernoulli
torch.distributions.dirichlet distributions: Dirichlet
torch.distributions.exp_family distributions.distribution: ExponentialFamily
torch.distributions.exponential distributions: Exponential
torch.distributions.fishersnedecor distributions: FisherSnedecor
torch.distributions.gamma distributions: Gamma
torch.distributions.generalized_pareto distributions: GeneralizedPareto
torch.distributions.geometric distributions: Geometric
torch.distributions.gumbel distributions: Gumbel
torch.distributions.half_cauchy distributions: HalfCauchy
torch.distributions.half_normal distributions: HalfNormal
torch.distributions.independent distributions.transformed_distribution: Independent
torch.distributions.inverse_gamma distributions: InverseGamma
torch.distributions.kumaraswamy distributions: Kumaraswamy
torch.distributions.laplace distributions: Laplace
torch.distributions.lkj_cholesky distributions: LKJCholesky
torch.distributions.log_normal distributions: LogNormal
torch.distributions.logistic_normal distributions: LogisticNormal
torch.distributions.lowrank_multivariate_normal distributions: LowRankMultivariateNormal
torch.distributions.mixture_same_family distributions: MixtureSameFamily
torch.distributions.multinomial distributions: Multinomial
torch.distributions.multivariate_normal distributions: MultivariateNormal
torch.distributions.negative_binomial distributions: NegativeBinomial
torch.distributions.normal distributions: Normal
torch.distributions.one_hot_categorical distributions: OneHotCategorical OneHotCategoricalStraightThrough
torch.distributions.pareto distributions: Pareto
torch.distributions.poisson distributions: Poisson
torch.distributions.relaxed_bernoulli distributions: RelaxedBernoulli
torch.distributions.relaxed_categorical distributions: RelaxedOneHotCategorical
torch.distributions.studentT distributions: StudentT
torch.distributions.transforms distributions: CatTransform ComposeTransform IndependentTransform StackTransform
    Transform
torch.distributions.uniform distributions: Uniform
torch.distributions.von_mises distributions: VonMises
torch.distributions.weibull distributions: Weibull
torch.distributions.wishart distributions: Wishart
torch.func -: vmap
torch.func func: functional_call grad grad_and_value hessian jacfwd jacrev jvp linearize
    replace_all_batch_norm_modules_ stack_module_state vjp
torch.functional -: atleast_1d atleast_2d atleast_3d block_diag broadcast_shapes broadcast_tensors cartesian_prod
    cdist chain_matmul einsum lu meshgrid norm split stft tensordot unique unique_consecutive unravel_index
torch.fx._symbolic_trace fx.tracer: Tracer symbolic_trace wrap
torch.jit jit.marks: annotate script_if_tracing
torch.jit._freeze jit.programs: freeze optimize_for_inference
torch.jit._script jit.marks: Attribute interface
torch.jit._script jit.programs: ScriptModule script script_method
torch.jit._serialization jit.programs: load save
torch.jit._trace jit.tracing: TracerWarning TracingCheckError trace trace_module
torch.jit._trace jit.marks: is_tracing
torch.masked._ops masked.reductions: amax amin argmax argmin logsumexp mean median norm prod std sum var
torch.masked._ops masked.normalizations: cumprod cumsum log_softmax logaddexp normalize softmax softmin
torch.nn.modules.container nn.modules: ParameterDict ParameterList
torch.nn.modules.module nn.modules: _WrappedHook
torch.optim optim: Adafactor Muon
torch.optim.lr_scheduler optim: ChainedScheduler ConstantLR CosineAnnealingLR CosineAnnealingWarmRestarts CyclicLR
    ExponentialLR LRScheduler LambdaLR LinearLR MultiStepLR MultiplicativeLR OneCycleLR PolynomialLR ReduceLROnPlateau
    SequentialLR StepLR
torch.serialization serialization: add_safe_globals clear_safe_globals get_safe_globals load safe_globals save
torch.signal.windows.windows signal.windows: bartlett blackman cosine exponential gaussian general_cosine
    general_hamming hamming hann kaiser nuttall
torch.random -: _restored
torch.storage -: _typed
torch.testing._comparison testing: assert_allclose assert_close
torch.testing._creation testing: make_tensor
torch.utils.hooks -: RemovableHandle
torch.utils.data._utils.collate utils.data: default_collate default_convert
torch.utils.data._utils.worker utils.data: get_worker_info
torch.utils.dlpack -: DLDeviceType from_dlpack
torchvision.models._api vision.models: Weights WeightsEnum get_model get_model_builder get_model_weights get_weight
    list_models
torchvision.transforms.autoaugment vision.transforms: AutoAugmentPolicy
torchvision.transforms.functional vision: InterpolationMode pil_to_tensor to_pil_image to_tensor
torchvision.transforms.functional vision.transforms: adjust_brightness adjust_contrast adjust_gamma adjust_hue
    adjust_saturation adjust_sharpness affine autocontrast center_crop convert_image_dtype crop elastic_transform
    equalize erase five_crop gaussian_blur get_dimensions get_image_num_channels get_image_size hflip invert normalize
    pad perspective posterize resize resized_crop rgb_to_grayscale rotate solarize ten_crop to_grayscale vflip
torchvision.transforms.transforms vision.transforms: ColorJitter ElasticTransform FiveCrop GaussianBlur
    LinearTransformation RandomAdjustSharpness RandomAffine RandomAutocontrast RandomEqualize RandomErasing
    RandomInvert RandomPerspective RandomPosterize RandomRotation RandomSolarize TenCrop
torchvision.transforms.v2._augment vision.transforms.v2: CutMix MixUp RandomErasing
torchvision.transforms.v2._auto_augment vision.transforms.v2: AugMix AutoAugment RandAugment TrivialAugmentWide
torchvision.transforms.v2._color vision.transforms.v2: ColorJitter Grayscale RGB RandomAdjustSharpness
    RandomAutocontrast RandomChannelPermutation RandomEqualize RandomGrayscale RandomInvert RandomPhotometricDistort
    RandomPosterize RandomSolarize
torchvision.transforms.v2._container vision.transforms.v2: Compose RandomApply RandomChoice RandomOrder
torchvision.transforms.v2._deprecated vision.transforms.v2: ToTensor
torchvision.transforms.v2._geometry vision.transforms.v2: CenterCrop ElasticTransform FiveCrop Pad RandomAffine
    RandomCrop RandomHorizontalFlip RandomPerspective RandomResize RandomResizedCrop RandomRotation RandomShortestSize
    RandomVerticalFlip RandomZoomOut Resize ScaleJitter TenCrop
torchvision.transforms.v2._misc vision.transforms.v2: ConvertImageDtype GaussianBlur GaussianNoise Identity Lambda
    LinearTransformation Normalize ToDtype
torchvision.transforms.v2._transform vision.transforms.v2: Transform
torchvision.transforms.v2._type_conversion vision.transforms.v2: PILToTensor ToImage ToPILImage ToPureTensor
torchvision.tv_tensors._image vision.tv_tensors: Image
torchvision.tv_tensors._tv_tensor vision.tv_tensors: TVTensor
"""
# The functions of these homes are PyTorch's compiled ones, which bear their home's name, too.
COMPILED = ("linalg", "fft", "special")
# Names of a compiled module that programs call, for functions whose own home is elsewhere: theirs: (our module, name).
_ALIASES = {
    "torch._C._nn": {
        **{
            name: ("nn.functional", name)
            for name in "adaptive_avg_pool2d adaptive_avg_pool3d elu glu hardsigmoid hardswish hardtanh leaky_relu "
            "mish pad relu6 silu".split()
        },
        "_parse_to": ("nn.modules.module", "_parse_to"),
        "col2im": ("nn.functional", "fold"),
        "flatten_dense_tensors": ("_utils", "_flatten_dense_tensors"),
        "im2col": ("nn.functional", "unfold"),
        "log_sigmoid": ("nn.functional", "logsigmoid"),
        "pad_sequence": ("nn.utils.rnn", "pad_sequence"),
        "unflatten_dense_tensors": ("_utils", "_unflatten_dense_tensors"),
    }
}

_RENAMED = {"LinAlgError": "_LinAlgError"}  # classes that have another name there

_state = {"active": False}


@cache
def _homes():
    """(our module below rushlight, name) -> PyTorch's module, and PyTorch's module -> {name: (our module, name)}."""
    found, parts = {}, {}
    theirs = ours = ""
    for line in _HOMES.strip().splitlines():
        if not line.startswith(" "):
            head, line = line.split(":")
            theirs, ours = head.replace(" -", " ").split(" ")
        for name in line.split():
            found[ours, name] = theirs
            parts.setdefault(theirs, {})[_RENAMED.get(name, name)] = f"{OURS}.{ours}".rstrip("."), name
    return found, parts


def translated(module: str) -> str:
    """PyTorch's name of a module of rushlight: ``torch.nn`` for ``rushlight.nn``."""
    for ours, theirs in ((f"{OURS}.vision", VISION), (f"{OURS}.functorch", FUNCTORCH), (OURS, THEIRS)):
        if module == ours or module.startswith(ours + "."):
            return theirs + module[len(ours) :]
    return module


def home(module: str, name: str) -> str | None:
    """The module where PyTorch has what rushlight's ``module`` defines as ``name``; None for what is private."""
    path = module.split(".")[1:]
    public = next((path[:i] for i, part in enumerate(path) if part.startswith("_")), path)
    found = _homes()[0].get((".".join(public), name))
    if found is not None or len(public) == len(path):
        return found or translated(module)
    package = ".".join((OURS, *public))
    return translated(package) if name in getattr(sys.modules.get(package), "__all__", ()) else None


def is_active() -> bool:
    """Whether rushlight stands in for PyTorch in this process."""
    return _state["active"]


def is_ours(thing: object) -> bool:
    """Whether a class or function is rushlight's, by the module that it names."""
    return str(getattr(thing, "__module__", "")).partition(".")[0] in (OURS, THEIRS, VISION, FUNCTORCH)


def take_on() -> None:
    """Say PyTorch's names from now on, in all modules that are loaded."""
    _state["active"] = True
    for module in [m for name, m in sys.modules.items() if name.partition(".")[0] == OURS]:
        rename(module)


def rename(module: ModuleType) -> None:
    """Have a module of rushlight and what is in it say PyTorch's names."""
    if module.__spec__ is None or module.__spec__.name.partition(".")[0] != OURS:
        return
    name = module.__spec__.name
    for value in list(vars(module).values()):
        if not isinstance(value, (type, FunctionType)) or not str(value.__module__).startswith(OURS):
            continue
        theirs = home(value.__module__, value.__name__)
        if theirs is not None:
            value.__module__ = theirs
            if value.__name__ in _RENAMED:
                value.__name__ = value.__qualname__ = _RENAMED[value.__name__]
    if not any(part.startswith("_") for part in name.split(".")):
        module.__name__ = translated(name)
        sys.modules[module.__name__] = module
        _hide_machinery(module)


def _hide_machinery(module):
    """``dir`` of a public module lists what is public, and its modules."""
    shown = getattr(module, "__all__", None)
    if shown is None:
        return
    listed = vars(module).get("__dir__")

    def names():
        there = vars(module)
        own = {n for n, v in there.items() if n[:2] == "__" or (isinstance(v, ModuleType) and _is_inside(v, module))}
        lazy = {n for n in (listed() if listed else ()) if n not in there}
        return sorted(n for n in {*own, *lazy, *shown} if n[:1] != "_" or n[:2] == "__")

    vars(module)["__dir__"] = names


def _is_inside(module, package):
    spec = getattr(module, "__spec__", None)
    return spec is not None and spec.name.startswith(package.__spec__.name + ".")


# Modules made of names that lie in others ----------------------------------------------------------------------------


def has_part(name: str) -> bool:
    """Whether there is a module ``name`` (of rushlight) that is made of names elsewhere."""
    return part(name) is not None or name.removeprefix(f"{OURS}._C._") in COMPILED


def part(name: str) -> dict[str, tuple[str, str]] | None:
    """The names that a module made of names elsewhere (or a part of it) has: where they are and what they are there."""
    return _homes()[1].get(translated(name)) if name.startswith(OURS) else None


def fill_part(module: ModuleType) -> None:
    """Give a module that is made of names elsewhere these names; each is looked up when it is first used."""
    name = module.__name__
    compiled = name.removeprefix(f"{OURS}._C._")
    parts, aliases = part(name) or {}, _ALIASES.get(translated(name), {})

    def find(key):
        if compiled in COMPILED and key.startswith(f"{compiled}_"):
            value = getattr(import_module(f"{OURS}.{compiled}"), key.removeprefix(f"{compiled}_"))
        elif key in parts:
            value = getattr(import_module(parts[key][0]), parts[key][1])
        elif key in aliases:
            value = getattr(import_module(f"{OURS}.{aliases[key][0]}"), aliases[key][1])
        else:
            raise AttributeError(f"module {translated(name)!r} has no attribute {key!r}")
        setattr(module, key, value)
        return value

    def names():
        return sorted({*vars(module), *parts, *aliases})

    vars(module).update(__all__=sorted(parts), __getattr__=find, __dir__=names)
