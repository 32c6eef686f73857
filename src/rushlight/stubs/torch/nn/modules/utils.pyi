# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.utils import add_parameter as add_parameter
from rushlight.nn.modules.utils import consume_prefix_in_state_dict_if_present as consume_prefix_in_state_dict_if_present
from rushlight.nn.modules.utils import key_value_pairs as key_value_pairs
from rushlight.nn.modules.utils import reset_linear as reset_linear
from rushlight.nn.modules.utils import tuple_of as tuple_of
from rushlight.nn.modules.utils import weight_and_bias as weight_and_bias
