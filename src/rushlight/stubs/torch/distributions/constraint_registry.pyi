# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions.constraint_registry import ConstraintRegistry as ConstraintRegistry
from rushlight.distributions.constraint_registry import biject_to as biject_to
from rushlight.distributions.constraint_registry import transform_to as transform_to
