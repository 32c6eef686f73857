"""Forms of functions that `torch` and Tensor have besides nn.functional's: results and errors beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight

pytestmark = pytest.mark.filterwarnings("ignore")

CALLS = [
    "torch.native_layer_norm(x,(3,),v,v,1e-5)[0]",
    "torch.native_layer_norm(x,(4,3),None,None,1e-5)[0]",
    "torch.native_group_norm(x,w,w,2,4,3,2,1e-5)[0]",
    "torch.native_batch_norm(x,w,w,None,None,True,0.1,1e-5)[0]",
    "torch.native_batch_norm(x,w,w,w*0,w.abs(),False,0.1,1e-5)[0]",
    "torch.native_batch_norm(x,None,None,None,None,True,0.1,1e-5)[0]",
    "torch.native_layer_norm(x,(3,),v,v,1e-5)[1]",
    "torch.native_layer_norm(x,(4,3),None,None,1e-5)[1]",
    "torch.native_group_norm(x,w,w,2,4,3,2,1e-5)[1]",
    "torch.native_batch_norm(x,w,w,None,None,True,0.1,1e-5)[1]",
    "torch.native_batch_norm(x,w,w,w*0,w.abs(),False,0.1,1e-5)[1]",
    "torch.native_batch_norm(x,None,None,None,None,True,0.1,1e-5)[1]",
    "torch.native_layer_norm(x,(3,),v,v,1e-5)[2]",
    "torch.native_layer_norm(x,(4,3),None,None,1e-5)[2]",
    "torch.native_group_norm(x,w,w,2,4,3,2,1e-5)[2]",
    "torch.native_batch_norm(x,w,w,None,None,True,0.1,1e-5)[2]",
    "torch.native_batch_norm(x,w,w,w*0,w.abs(),False,0.1,1e-5)[2]",
    "torch.native_batch_norm(x,None,None,None,None,True,0.1,1e-5)[2]",
    "torch.native_layer_norm(x,(3,),None,None)",
    "torch.native_layer_norm(x,(5,),None,None,1e-5)",
    "torch.native_group_norm(x,w,w,2,4,2,2,1e-5)",
    "torch.native_group_norm(x,w,w,2,4,3,3,1e-5)",
    "torch.tensor([q.requires_grad for q in torch.native_layer_norm(x.requires_grad_(),(3,),v,v,1e-5)])",
    "torch.tensor([q.requires_grad for q in torch.native_group_norm(x.requires_grad_(),w,w,2,4,3,2,1e-5)])",
    "torch.tensor([q.requires_grad for q in torch.native_batch_norm(x.requires_grad_(),w,w,None,None,True,0.1,1e-5)])",
    "torch.layer_norm(x,(3,),v,v).sum()",
    "torch.layer_norm(x,[4,3],None,None,1e-3,False).shape",
    "torch.layer_norm(x,(5,))",
    "torch.layer_norm(x,3)",
    "torch.layer_norm(x.long(),(3,))",
    "torch.group_norm(x,2,w,w)[0,0]",
    "torch.group_norm(x,3)",
    "torch.group_norm(x,2,None,None,1e-3,True)[0,0]",
    "torch.rms_norm(x,(3,),v)[0,0]",
    "torch.rms_norm(x,(3,),v,0.1)[0,0]",
    "torch.batch_norm(x,w,w,None,None,True,0.1,1e-5,False)[0,0]",
    "torch.batch_norm(x,w,w,w*0,w.abs(),False,0.1,1e-5,False)[0,0]",
    "torch.batch_norm(x,None,None,None,None,False,0.1,1e-5,False)[0,0]",
    "torch.batch_norm(x,None,None,None,None,True,0.1,1e-5)",
    "torch.batch_norm(x[:1,:,:1],None,None,None,None,True,0.1,1e-5,True)[0,0]",
    "torch.instance_norm(x,w,w,None,None,True,0.1,1e-5,False)[0,0]",
    "torch.instance_norm(x,w,w,w*0,w.abs(),False,0.1,1e-5,False)[0,0]",
    "torch.instance_norm(x[:,:,:1],w,w,None,None,True,0.1,1e-5,False)[0,0]",
    "torch.bilinear(T(2,3),T(2,4),T(5,3,4),T(5))[0]",
    "torch.bilinear(T(2,3),T(2,4),T(5,3,3))",
    "torch.dropout(x,0.5,False)[0,0]",
    "torch.dropout(x,1.5,True)",
    "torch.dropout(x,-1,False)",
    "torch.dropout(x,0.5)",
    "torch.dropout(x,0.0,True)[0,0]",
    "torch.dropout(x,1.0,True)[0,0]",
    "torch.dropout(x.long(),0.5,True)",
    "torch.dropout([1],0.5,True)",
    "torch.alpha_dropout(x,0.0,True)[0,0]",
    "torch.alpha_dropout(x,1.5,True)",
    "torch.alpha_dropout(x,1.0,True)[0,0]",
    "torch.feature_dropout(x,0.0,True)[0,0]",
    "torch.feature_dropout(x[0,0],0.5,True)",
    "torch.feature_alpha_dropout(x,0.0,True)[0,0]",
    "torch.feature_alpha_dropout(x[0,0],0.5,True)",
    "torch.constant_pad_nd(x,(1,1)).shape",
    "torch.constant_pad_nd(x,(1,1),2.0)[0,0]",
    "torch.constant_pad_nd(x,[1,1,-1,0],7).shape",
    "torch.constant_pad_nd(x,(1,))",
    "torch.constant_pad_nd(x,(1,)*8)",
    "torch.constant_pad_nd(x,1).shape",
    "torch.constant_pad_nd(x.long(),(1,1),2.5)[0,0]",
    "torch.constant_pad_nd(x.bool(),(1,1),True)[0,0]",
    "torch.constant_pad_nd(x,(1,1),1j)",
    "torch.native_channel_shuffle(x,2)[0,:,0]",
    "torch.native_channel_shuffle(x,3)",
    "torch.native_channel_shuffle(x[0],2)",
    "torch.native_channel_shuffle(x[0,0],1)",
    "torch.celu_(x.clone())[0,0]",
    "torch.celu_(x.clone(),2.0)[0,0]",
    "torch.celu_(x.clone(),0)",
    "torch.selu_(x.clone())[0,0]",
    "torch.threshold_(x.clone(),0.1,2)[0,0]",
    "torch.kl_div(x,x)",
    "torch.kl_div(x,x.abs(),2)",
    "torch.kl_div(x,x.abs(),0,log_target=True).shape",
    "torch.kl_div(x,x,3)",
    "torch.poisson_nll_loss(x,x,True,False,1e-8,1)",
    "torch.poisson_nll_loss(x,x.abs(),False,True,1e-8,2)",
    "torch.binary_cross_entropy_with_logits(x,x)",
    "torch.binary_cross_entropy_with_logits(x,x,None,None,0).shape",
    "torch.binary_cross_entropy_with_logits(x,x,v,v,2)",
    "x.prelu(w[:1])[0,0]",
    "x.prelu(w)[0,0]",
    "x.hardshrink()[0,0]",
    "x.hardshrink(0.1)[0,0]",
    "x.hardshrink(lambd=0.2)[0,0]",
    "x.frexp()[1][0,0]",
    "x.frexp()[0][0,0]",
    "x.narrow_copy(1,0,2).shape",
    "x.narrow_copy(1,0,2).stride()",
    "x.narrow_copy(-1,1,1)[0,0]",
    "x.narrow_copy(1,3,2)",
    "x.narrow_copy(1,-1,1)[0]",
    "x.narrow_copy(5,-1,1)",
    "x.narrow_copy(dim=1,start=0,length=1).shape",
    "torch.nn.functional.native_channel_shuffle(x,2)[0,:,0]",
]


def outcome(t, call):
    def numbers(*shape):
        return t.from_numpy(np.random.default_rng(0).standard_normal(shape))

    try:
        return eval(call, {"torch": t, "T": numbers, "x": numbers(2, 4, 3), "w": numbers(4), "v": numbers(3)})
    except Exception as error:
        return error


@pytest.mark.torch
@pytest.mark.parametrize("call", CALLS)
def test_results_and_errors_are_pytorchs(call):
    torch = pytest.importorskip("torch")
    expected, got = outcome(torch, call), outcome(rushlight, call)
    if isinstance(expected, Exception):
        assert isinstance(got, type(expected)), f"{got!r}, PyTorch {expected!r}"
        return
    if isinstance(got, Exception):
        raise got
    if not isinstance(expected, torch.Tensor):
        assert tuple(got) == tuple(expected)
        return
    assert str(got.dtype) == str(expected.dtype)
    np.testing.assert_allclose(got.detach().numpy(), expected.detach().numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.torch
@pytest.mark.parametrize("name", ["dropout", "alpha_dropout", "feature_dropout", "feature_alpha_dropout"])
def test_dropout_in_place_and_by_the_same_draws(name):
    torch = pytest.importorskip("torch")
    made = []
    for t in (torch, rushlight):
        t.manual_seed(4)
        y = getattr(t, name)(t.ones(3, 5, 2), 0.4, True)
        t.manual_seed(4)
        x = t.ones(3, 5, 2)
        assert getattr(t, name + "_")(x, 0.4, True) is x
        np.testing.assert_array_equal(x.numpy(), y.numpy())
        made.append(y.numpy())
    np.testing.assert_allclose(made[1], made[0], rtol=1e-6)


@pytest.mark.torch
@pytest.mark.parametrize(
    "call",
    [
        "t.cosine_embedding_loss(x, x, x[:, 0])",
        "t.triplet_margin_loss(x, x, x)",
        "t.hinge_embedding_loss(x, x)",
        "t.margin_ranking_loss(x, x, x)",
        "t.kl_div(x, x)",
        "t.binary_cross_entropy_with_logits(x, x)",
        "t.ctc_loss(t.zeros(5, 2, 3).log_softmax(2), t.tensor([[1, 2], [1, 1]]), t.tensor([5, 5]), t.tensor([2, 2]))",
    ],
)
@pytest.mark.parametrize("reduction", [None, 0, 1, 2])
def test_losses_are_not_reduced_unless_told_to(call, reduction):
    torch = pytest.importorskip("torch")
    if reduction is not None:
        call = f"{call[:-1]}, reduction={reduction})"
    expected, got = (eval(call, {"t": t, "x": t.tensor([[1.0, 2.0], [3.0, 4.0]])}) for t in (torch, rushlight))
    assert tuple(got.shape) == tuple(expected.shape)
    np.testing.assert_allclose(got.numpy(), expected.numpy(), rtol=1e-5)
