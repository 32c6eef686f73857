"""The examples at toy size: steps, the relative tolerance of their losses beside PyTorch's, and why it is that.

Random numbers are the same to an ulp or two, so a first loss differs by rounding alone: sums in another order, 1e-6 or
less of a loss (and 5e-7 of printing). What an optimizer does with it decides how much that grows.
"""

from __future__ import annotations

ADAM = "Adam's first steps are lr * sign(gradient): a gradient of about zero may step to the other side"
SGD = "steps are proportional to the gradients, whose rounding differs"
LONG = "the same as above, over a long chain of cells"

#  name                 steps  tolerance  why
TABLE = {
    "char_rnn": (4, 1e-4, LONG),
    "classifier": (4, 1e-4, ADAM),
    "diffusion": (4, 1e-4, ADAM),
    "distillation": (4, 1e-4, ADAM),
    "gan": (4, 1e-4, ADAM),
    "graph_convolution": (4, 1e-4, ADAM),
    "lr_finder": (8, 1e-3, "the search ends at rates at which training explodes, and differences with it"),
    "mixup": (4, 1e-4, ADAM),
    "neural_style": (2, 1e-3, "a step is ten iterations of L-BFGS, with a line search in each"),
    "normalizing_flow": (4, 1e-4, ADAM),
    "policy_gradient": (2, 1e-3, "the loss is a difference of large sums of opposite sign"),
    "quantile_regression": (4, 1e-4, ADAM),
    "seq2seq": (3, 1e-4, LONG),
    "siamese": (3, 1e-4, ADAM),
    "super_resolution": (4, 1e-3, "a mean of absolute differences of pictures that are almost equal from the start"),
    "time_series": (4, 1e-4, ADAM),
    "transfer_learning": (4, 1e-4, SGD),
    "transformer_lm": (3, 1e-4, ADAM),
    "vae": (4, 1e-4, ADAM),
    "word2vec": (4, 1e-4, ADAM),
}
