# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.rnn import GRU as GRU
from rushlight.nn.modules.rnn import GRUCell as GRUCell
from rushlight.nn.modules.rnn import LSTM as LSTM
from rushlight.nn.modules.rnn import LSTMCell as LSTMCell
from rushlight.nn.modules.rnn import RNN as RNN
from rushlight.nn.modules.rnn import RNNBase as RNNBase
from rushlight.nn.modules.rnn import RNNCell as RNNCell
from rushlight.nn.modules.rnn import RNNCellBase as RNNCellBase
