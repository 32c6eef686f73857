# Written by tools/stubs from the declarations (_face/public.py), not by hand.

from . import _categories
from . import _counts
from . import _from_normal
from . import _matrices
from . import _positive
from . import _real_line
from . import _relaxed
from . import _unit_interval
from . import constraint_registry as constraint_registry
from . import constraints as constraints
from . import distribution as distribution
from . import kl as kl
from . import transformed_distribution as transformed_distribution
from . import transforms as transforms
from . import utils as utils
from ._categories import Categorical as Categorical
from ._categories import MixtureSameFamily as MixtureSameFamily
from ._categories import Multinomial as Multinomial
from ._categories import OneHotCategorical as OneHotCategorical
from ._categories import OneHotCategoricalStraightThrough as OneHotCategoricalStraightThrough
from ._counts import Bernoulli as Bernoulli
from ._counts import Binomial as Binomial
from ._counts import Geometric as Geometric
from ._counts import NegativeBinomial as NegativeBinomial
from ._counts import Poisson as Poisson
from ._from_normal import HalfCauchy as HalfCauchy
from ._from_normal import HalfNormal as HalfNormal
from ._from_normal import LogNormal as LogNormal
from ._from_normal import LogisticNormal as LogisticNormal
from ._from_normal import StudentT as StudentT
from ._from_normal import VonMises as VonMises
from ._matrices import LKJCholesky as LKJCholesky
from ._matrices import LowRankMultivariateNormal as LowRankMultivariateNormal
from ._matrices import MultivariateNormal as MultivariateNormal
from ._matrices import Wishart as Wishart
from ._positive import Chi2 as Chi2
from ._positive import Exponential as Exponential
from ._positive import FisherSnedecor as FisherSnedecor
from ._positive import Gamma as Gamma
from ._positive import GeneralizedPareto as GeneralizedPareto
from ._positive import InverseGamma as InverseGamma
from ._positive import Pareto as Pareto
from ._positive import Weibull as Weibull
from ._real_line import Cauchy as Cauchy
from ._real_line import Gumbel as Gumbel
from ._real_line import Laplace as Laplace
from ._real_line import Normal as Normal
from ._real_line import Uniform as Uniform
from ._relaxed import RelaxedBernoulli as RelaxedBernoulli
from ._relaxed import RelaxedOneHotCategorical as RelaxedOneHotCategorical
from ._unit_interval import Beta as Beta
from ._unit_interval import ContinuousBernoulli as ContinuousBernoulli
from ._unit_interval import Dirichlet as Dirichlet
from ._unit_interval import Kumaraswamy as Kumaraswamy
from .constraint_registry import biject_to as biject_to
from .constraint_registry import transform_to as transform_to
from .distribution import Distribution as Distribution
from .distribution import ExponentialFamily as ExponentialFamily
from .kl import kl_divergence as kl_divergence
from .kl import register_kl as register_kl
from .transformed_distribution import Independent as Independent
from .transformed_distribution import TransformedDistribution as TransformedDistribution
from .transforms import AbsTransform as AbsTransform
from .transforms import AffineTransform as AffineTransform
from .transforms import CatTransform as CatTransform
from .transforms import ComposeTransform as ComposeTransform
from .transforms import CorrCholeskyTransform as CorrCholeskyTransform
from .transforms import CumulativeDistributionTransform as CumulativeDistributionTransform
from .transforms import ExpTransform as ExpTransform
from .transforms import IndependentTransform as IndependentTransform
from .transforms import LowerCholeskyTransform as LowerCholeskyTransform
from .transforms import PositiveDefiniteTransform as PositiveDefiniteTransform
from .transforms import PowerTransform as PowerTransform
from .transforms import ReshapeTransform as ReshapeTransform
from .transforms import SigmoidTransform as SigmoidTransform
from .transforms import SoftmaxTransform as SoftmaxTransform
from .transforms import SoftplusTransform as SoftplusTransform
from .transforms import StackTransform as StackTransform
from .transforms import StickBreakingTransform as StickBreakingTransform
from .transforms import TanhTransform as TanhTransform
from .transforms import Transform as Transform
from .transforms import identity_transform as identity_transform

bernoulli = _counts
beta = _unit_interval
binomial = _counts
categorical = _categories
cauchy = _real_line
chi2 = _positive
continuous_bernoulli = _unit_interval
dirichlet = _unit_interval
exp_family = distribution
exponential = _positive
fishersnedecor = _positive
gamma = _positive
generalized_pareto = _positive
geometric = _counts
gumbel = _real_line
half_cauchy = _from_normal
half_normal = _from_normal
independent = transformed_distribution
inverse_gamma = _positive
kumaraswamy = _unit_interval
laplace = _real_line
lkj_cholesky = _matrices
log_normal = _from_normal
logistic_normal = _from_normal
lowrank_multivariate_normal = _matrices
mixture_same_family = _categories
multinomial = _categories
multivariate_normal = _matrices
negative_binomial = _counts
normal = _real_line
one_hot_categorical = _categories
pareto = _positive
poisson = _counts
relaxed_bernoulli = _relaxed
relaxed_categorical = _relaxed
studentT = _from_normal
uniform = _real_line
von_mises = _from_normal
weibull = _positive
wishart = _matrices
