"""Spellings of calls: NumPy's names of arguments, PyTorch's older orders of arguments, names of methods' arguments."""

from __future__ import annotations

import importlib
import types
import warnings

import numpy as np
import pytest

import rushlight
from rushlight._face.names import NAMES
from rushlight._face.public import HOMES

t = rushlight.tensor([[1.0, -2.0], [3.0, 0.5]])

# The same number in two spellings.
SAME = [
    (lambda: t.sum(axis=0, keepdims=True), lambda: t.sum(0, True)),
    (lambda: rushlight.exp(x=t), lambda: rushlight.exp(t)),
    (lambda: rushlight.add(x1=t, x2=t), lambda: t + t),
    (lambda: rushlight.nn.functional.gelu(x=t), lambda: rushlight.nn.functional.gelu(t)),
    (lambda: t.split(split_size=1)[1], lambda: t[1:]),
    (lambda: rushlight.addmm(0.5, t, 2, t, t), lambda: 0.5 * t + 2 * (t @ t)),
    (lambda: rushlight.addmm(0.5, t, t, t), lambda: 0.5 * t + t @ t),
    (lambda: t.addmm(0.5, 2, t, t), lambda: 0.5 * t + 2 * (t @ t)),
    (lambda: t.clone().addmm_(0.5, 2, t, t), lambda: 0.5 * t + 2 * (t @ t)),
    (lambda: rushlight.addbmm(0.5, t, 2, t[None], t[None]), lambda: 0.5 * t + 2 * (t @ t)),
    (lambda: rushlight.baddbmm(0.5, t[None], 2, t[None], t[None])[0], lambda: 0.5 * t + 2 * (t @ t)),
    (lambda: rushlight.addmv(0.5, t[0], 2, t, t[0]), lambda: 0.5 * t[0] + 2 * (t @ t[0])),
    (lambda: t.clone().addr_(0.5, 2, t[0], t[1]), lambda: 0.5 * t + 2 * rushlight.outer(t[0], t[1])),
    (lambda: rushlight.add(t, 2, t), lambda: 3 * t),
    (lambda: rushlight.add(t, 2, other=t), lambda: 3 * t),
    (lambda: t.clone().add_(0.5, t), lambda: 1.5 * t),
    (lambda: t.sub(2, t), lambda: -t),
    (lambda: t.clone().addcmul_(0.5, t, t), lambda: t + 0.5 * t * t),
    (lambda: rushlight.addcdiv(t, 0.5, t, t), lambda: t + 0.5),
    (lambda: rushlight.repeat_interleave(repeats=rushlight.tensor([1, 2])), lambda: rushlight.tensor([0, 1, 1])),
]


@pytest.mark.filterwarnings("ignore:This overload of")
@pytest.mark.parametrize("call, plain", SAME)
def test_spellings_give_the_same(call, plain):
    assert rushlight.allclose(call(), plain())


def test_older_orders_warn():
    with pytest.warns(UserWarning, match=r"This overload of add_ is deprecated"):
        t.clone().add_(0.5, t)


def test_older_orders_have_gradients():
    x, y = (rushlight.ones(2, requires_grad=True) for _ in range(2))
    with pytest.warns(UserWarning, match="deprecated"):
        rushlight.add(x, 3, y).sum().backward()
    assert x.grad.tolist() == [1, 1] and y.grad.tolist() == [3, 3]


@pytest.mark.filterwarnings("ignore:This overload of")
def test_calls_in_no_order_are_refused():
    for call in (
        lambda: rushlight.add(t, t, 2),
        lambda: rushlight.add(t, 1, t, t),
        lambda: rushlight.addmm(t, t, t, 1),
    ):
        with pytest.raises(TypeError):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: rushlight.split(t, 1, axis=0),
        lambda: rushlight.norm(t, axis=0),
        lambda: rushlight.unique(t, axis=0),
        lambda: rushlight.flip(t, axis=0),
        lambda: rushlight.tensordot(t, t, axes=1),
        lambda: rushlight.nn.functional.relu(x=t),
        lambda: rushlight.nn.functional.softmax(t, axis=0),
    ],
)
def test_numpys_names_are_not_taken_where_pytorch_does_not(call):
    with pytest.raises(TypeError):
        call()


def test_variables():
    from rushlight.autograd import Variable

    v = Variable(rushlight.ones(2), requires_grad=True)
    (v * Variable(rushlight.ones(2), False)).sum().backward()
    assert type(v) is rushlight.Tensor and v.grad.tolist() == [1, 1] and isinstance(v, Variable)
    assert isinstance(rushlight.nn.Parameter(t), Variable) and not isinstance(3, Variable)
    assert Variable(t).data_ptr() == t.data_ptr() and Variable().shape == (0,)
    with pytest.warns(UserWarning, match="volatile was removed"):
        Variable(t, volatile=True)
    with pytest.raises(TypeError, match="Variable data has to be a tensor, but got list"):
        Variable([1.0])


@pytest.mark.torch
@pytest.mark.parametrize("home", ["torch", "Tensor", "functional", "linalg", "special", "fft"])
def test_functions_take_numpys_names_where_pytorchs_do(home):
    """PyTorch's compiled functions do, those that it wrote in Python don't."""
    torch = pytest.importorskip("torch")
    for module in NAMES[home]:
        importlib.import_module(f"rushlight.{module}")
    face = {"torch": torch, "Tensor": torch.Tensor, "functional": torch.nn.functional}.get(home)
    face = face or getattr(torch, home)
    compiled = (types.BuiltinFunctionType, types.MethodDescriptorType)
    for name, declared in HOMES[home].items():
        theirs = getattr(face, name, None)
        if (
            name.startswith("_")
            or declared.plain
            or theirs is None
            or type(declared.function) is not types.FunctionType
        ):
            continue
        code = declared.function.__code__
        names = code.co_varnames[home == "Tensor" : code.co_argcount + code.co_kwonlyargcount]
        if {"input", "other", "dim", "keepdim"} & {*names} and not name.endswith("_"):
            assert (home not in declared.python) is isinstance(theirs, compiled), name


CALLS = """
t.split(split_size=2)
t.split(split_size_or_sections=2)
t.split([2,2],dim=1)
t.split(split_size=2,dim=1)
t.split_with_sizes(split_sizes=[2,2])
torch.split(t,split_size=2)
torch.split(tensor=t,split_size_or_sections=2)
t.unsafe_split(split_size=2)
torch.unsafe_split(input=t,split_size=2)
torch.unsafe_split(tensor=t,split_size=2)
torch.cholesky_solve(t,L=s)
torch.cholesky_solve(t,input2=s)
torch.abs_(input=t.clone())
t.copy_(src=t)
t.clone().copy_(other=t)
t.requires_grad_(mode=True)
t.clone().requires_grad_(requires_grad=False)
t.clone().map_(other=t,callable=lambda a,b:a)
t.clone().map_(tensor=t,callable=lambda a,b:a)
t.clone().resize_(size=(4,4))
t.clone().resize_(sizes=(4,4))
torch.randint(low=0,high=3,size=(2,))
torch.randint(high=3,size=(2,))
torch.randint(3,size=(2,))
torch.randint(3,(2,),generator=None)
t.to(dtype=torch.float64,copy=True)
t.where(condition=t>0,other=t)
t.where(t>0,t)
torch.where(condition=t>0,input=t,other=t)
torch.where(condition=t>0,self=t,other=t)
torch.polygamma(n=1,input=t)
t.polygamma(n=1)
torch.result_type(tensor=t,other=t)
torch.orgqr(t,input2=t[0])
torch.tensor_split(t,sections=2)
torch.hsplit(t,sections=2)
t.tensor_split(sections=2)
t.hsplit(indices=[2])
t.view(size=(2,8))
t.view(dtype=torch.int32)
t.permute(dims=(1,0))
t.expand(size=(4,4))
t.repeat(repeats=(1,1))
t.repeat(sizes=(1,1))
t.reshape(shape=(16,))
t.transpose(dim0=0,dim1=1)
torch.transpose(t,axis0=0,axis1=1)
t.swapaxes(axis0=0,axis1=1)
t.max(dim=0,keepdim=True)
t.max(axis=0,keepdims=True)
torch.max(input=t,other=t)
torch.max(x1=t,x2=t)
t.max(other=t)
t.cumsum(axis=0)
t.new_tensor(data=[1])
t.new(t)
t.new_full(size=(2,),fill_value=1)
t.clone().fill_(value=1)
t.type(dtype=torch.float64)
t.norm(p=1,dim=0)
t.view_as(other=t)
t.expand_as(other=t)
t.clone().index_add_(dim=0,index=i,source=t)
t.scatter(0,i[None],src=t)
t.scatter(0,i[None],value=1.)
t.scatter(dim=0,index=i[None],src=t,reduce='add')
torch.index_select(x=t,dim=0,index=i)
torch.gather(t,axis=0,index=i[None])
torch.repeat_interleave(t,repeats=2,dim=0)
torch.repeat_interleave(repeats=i)
t.stride(dim=0)
t.size(dim=0)
t.numpy(force=True)
t.clone().uniform_(to=2)
t.clone().uniform_(**{'from':0,'to':1})
t.clone().random_(**{'from':0,'to':3})
t.clone().normal_(mean=0,std=1)
torch.normal(mean=0.,std=1.,size=(2,))
torch.normal(mean=t,std=1.)
t.sum(axis=(0,1),keepdims=True)
t.std(axis=0)
t.var(dim=0,unbiased=True)
torch.mean(a=t)
torch.sum(x=t,axis=0)
torch.exp(x=t)
torch.sqrt(a=t)
torch.add(x1=t,x2=t)
torch.mul(2,t)
torch.add(2,t)
torch.add(t,2,other=t)
torch.sub(t,2,t)
t.add(2,t)
t.clone().add_(0.5,t)
t.clone().sub_(0.5,t)
t.clone().addcmul_(0.5,t,t)
torch.addcdiv(t,0.5,t,t)
torch.addcmul(t,0.5,t,t)
torch.addmm(0.5,t,2,t,t)
torch.addmm(0.5,t,t,t)
t.addmm(0.5,2,t,t)
t.addmm(0.5,t,t)
t.clone().addmm_(0.5,2,t,t)
torch.addmm(0.5,t,2,t,t,out=torch.empty(4,4))
torch.addbmm(0.5,t,2,t[None],t[None])
torch.addbmm(0.5,t,t[None],t[None])
t.addbmm(0.5,2,t[None],t[None])
torch.baddbmm(0.5,t[None],2,t[None],t[None])
torch.baddbmm(0.5,t[None],t[None],t[None])
torch.addmv(0.5,t[0],t,t[0])
torch.addmv(0.5,t[0],2,t,t[0])
t[0].addmv(0.5,2,t,t[0])
torch.addr(1,t,2,t[0],t[0])
torch.addr(1,t,t[0],t[0])
t.clone().addr_(1,2,t[0],t[0])
torch.addmm(beta=0.5,input=t,alpha=2,mat1=t,mat2=t)
torch.clamp(t,0,1)
torch.clamp(t,min=0)
torch.softmax(t,axis=0)
torch.nn.functional.softmax(t,axis=0)
torch.squeeze(t,axis=0)
torch.cat([t,t],axis=1)
torch.cat(tensors=[t],dim=0)
torch.stack(tensors=[t,t],axis=0)
torch.flip(t,axis=0)
torch.roll(t,1,axis=0)
torch.tensordot(t,t,axes=1)
torch.unsqueeze(t,axis=0)
torch.argmax(t,axis=0,keepdims=True)
torch.sort(t,axis=0)
torch.topk(t,2,axis=0)
torch.std(t,axis=0,keepdims=True)
torch.take_along_dim(t,i[None],axis=0)
torch.logsumexp(t,axis=0)
torch.diff(t,axis=0)
torch.cross(t[:, :3],t[:, :3],axis=1)
torch.linalg.norm(t,axis=0)
torch.linalg.norm(x=t)
torch.fft.fft(t,axis=0)
torch.unique(t,axis=0)
torch.chunk(t,2,axis=0)
torch.split(t,2,axis=0)
t.split(2,axis=0)
torch.unbind(t,axis=0)
torch.norm(t,axis=0)
torch.count_nonzero(t,axis=0)
torch.Tensor.add(t,t,alpha=2)
torch.nn.functional.gelu(x=t)
torch.nn.functional.linear(x=t,weight=t)
torch.nn.functional.relu(x=t)
torch.nn.functional.cosine_similarity(x1=t,x2=t,axis=0)
torch.dist(t,x2=t)
torch.Tensor([1,2])
torch.Tensor(data=[1])
torch.Tensor(t,requires_grad=True)
torch.FloatTensor([1,2],requires_grad=True)
torch.LongTensor([1],device='cpu')
torch.autograd.Variable(t,requires_grad=True).requires_grad
torch.autograd.Variable(t,True).requires_grad
torch.autograd.Variable(data=t,requires_grad=True)
torch.autograd.Variable([1.,2.])
torch.autograd.Variable(t,volatile=True).requires_grad
torch.autograd.Variable(t,volatile=False,requires_grad=True).requires_grad
torch.autograd.Variable(torch.ones(2,requires_grad=True)).requires_grad
torch.autograd.Variable()
torch.autograd.Variable(2,3).shape
isinstance(t,torch.autograd.Variable)
torch.autograd.Variable(t).data_ptr()==t.data_ptr()
isinstance(3,torch.autograd.Variable)
type(torch.autograd.Variable(t)) is torch.Tensor
isinstance(torch.nn.Parameter(t),torch.autograd.Variable)
torch.nn.Parameter(data=t,requires_grad=False).requires_grad
torch.nn.Parameter(t,False).requires_grad
torch.autograd.Variable(t, requires_grad=True).is_leaf
torch.zeros(size=(2,))
torch.zeros(2,2,dtype=torch.int64)
torch.full(size=(2,),fill_value=1.)
torch.arange(start=0,end=3,step=1)
torch.arange(end=3)
torch.linspace(start=0,end=1,steps=3)
torch.eye(n=2,m=3)
torch.tensor(data=[1])
torch.as_tensor(data=[1])
torch.cdist(x1=t,x2=t)
torch.dot(input=t[0],tensor=t[0])
torch.matmul(input=t,other=t)
torch.mm(input=t,mat2=t)
torch.bmm(input=t[None],mat2=t[None])
torch.outer(input=t[0],vec2=t[0])
torch.where(t>0,x=t,x2=t)
torch.masked_fill(t,mask=t>0,value=0.)
torch.logspace(0,1,3,base=2)
torch.isclose(t,other=t,rtol=1e-5)
torch.take(t,index=i)
torch.bincount(i,minlength=3)
torch.histc(t,bins=3,min=0,max=1)
torch.triu(t,diagonal=1)
torch.diag(t,diagonal=1)
torch.narrow(t,dim=0,start=0,length=1)
torch.select(t,dim=0,index=1)
torch.sub(input=t,other=t,alpha=2)
torch.rsub(t,t,alpha=2)
torch.div(t,other=t,rounding_mode='floor')
torch.lerp(t,end=t,weight=.5)
torch.pow(input=t,exponent=2)
torch.pow(2,t)
torch.cumsum(t,dim=0,dtype=torch.float64)
torch.gather(input=t,dim=0,index=i[None])
torch.meshgrid(i,i,indexing='ij')
torch.einsum('ij,jk',t,t)
torch.nn.functional.one_hot(tensor=i,num_classes=4)
torch.nn.functional.pad(input=t,pad=(1,1),mode='constant',value=0)
torch.nn.functional.interpolate(t[None,None],scale_factor=2)
torch.nn.functional.cross_entropy(input=t,target=i)
torch.nn.functional.relu(t,True)
torch.nn.functional.relu(t,inplace=1)
torch.zeros(1,requires_grad=None)
t.backward(gradient=t)
t.sum(0,1)
t.sum((0,1),True)
t.mean((0,))
t.sum(keepdim=1,dim=0)
torch.cat((t,t),-1)
t.unsqueeze(0).squeeze(0)
t.topk(k=2)
t.sort(descending=True)
t.sort(stable=True)
t.max(1)
t.max(t)
t.min(dim=-1)
t.argsort(dim=0,descending=True)
t.clamp(0)
t.clamp(None)
t.flatten(start_dim=0,end_dim=-1)
t.flatten(0)
t.chunk(chunks=2,dim=0)
t.unfold(dimension=0,size=2,step=1)
t.roll(shifts=1,dims=0)
t.flip(dims=(0,))
t.flip(0,1)
t.rot90(k=1,dims=(0,1))
t.tile(dims=(2,))
t.tile((2,))
t.repeat_interleave(repeats=2,dim=0)
t.masked_fill(t>0,0)
t.masked_fill(mask=t>0,value=0)
t.index_select(dim=0,index=i)
t.gather(dim=0,index=i[None])
t.var(0,False)
t.std(unbiased=False)
t.bernoulli(p=.5)*0
t.softmax(dim=0)
t.log_softmax(dim=0)
t.tolist()
t.renorm(p=1,dim=0,maxnorm=1)
t.quantile(q=.5)
t.kthvalue(k=1)
t.cummax(dim=0)
t.addcmul(t,t,value=2)
t.addcmul(tensor1=t,tensor2=t)
t.lerp(end=t,weight=.5)
t.matmul(other=t)
t.mm(mat2=t)
t.dot(t)
t[0].dot(tensor=t[0])
t.type_as(other=t)
t.is_same_size(other=t)
t.broadcast_to(size=(4,4))
t.diagonal(offset=0,dim1=0,dim2=1)
t.squeeze(dim=0)
t.unflatten(dim=0,sizes=(2,2))
t.movedim(source=0,destination=1)
t.clone().masked_scatter_(mask=t>0,source=t)
t.clone().index_fill_(dim=0,index=i,value=0)
t.clone().index_copy_(dim=0,index=i,source=t)
t.clone().put_(index=i,source=t[0])
t.clone().fill_diagonal_(fill_value=1)
t.clone().clamp_(min=0)
t.clone().zero_()
t.clone().exponential_(lambd=1)*0
t.clone().set_(source=t)
t.index_put(indices=(i,),values=t)
t.clone().copy_(t,non_blocking=True)
t.to('cpu',torch.float64)
t.to(torch.float64,non_blocking=True)
t.to(t)
t.new_zeros(size=(2,))
t.new_zeros(2,2)
t.new_ones((2,))
t.new_empty(2).shape
t.tensor_split(2)
t.tensor_split(indices=(1,2),dim=0)
t.norm(2)
t.norm('fro')
t.norm(p='fro',dim=(0,1),keepdim=True)
t.dist(t,2)
t.histc(bins=3)
t.stft(n_fft=4,return_complex=True)
t[0].stft(n_fft=4,return_complex=True,window=torch.ones(4))
"""


def _outcomes(lib):
    """What each of the calls gives, as arrays; or the name of the error's class."""
    told = {}
    for text in CALLS.strip().splitlines():
        lib.manual_seed(0)
        x = lib.randn(4, 4)
        names = {"torch": lib, "t": x, "s": x @ x.T + 4 * lib.eye(4), "i": lib.arange(4)}
        try:
            told[text] = _arrays(lib, eval(text, names))
        except Exception as error:
            told[text] = type(error).__name__
    return told


def _arrays(lib, r):
    if isinstance(r, (tuple, list)):
        return [_arrays(lib, v) for v in r]
    return np.array(r.detach().tolist()) if isinstance(r, lib.Tensor) else str(r)


@pytest.mark.torch
def test_calls_are_spelled_as_in_pytorch():
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected, got = _outcomes(torch), _outcomes(rushlight)
    for text, value in expected.items():
        if isinstance(value, np.ndarray):
            assert isinstance(got[text], np.ndarray), (text, got[text])
            assert np.allclose(got[text], value, rtol=1e-3, atol=1e-4, equal_nan=True), text
        else:
            assert str(got[text])[:12] == str(value)[:12], text
