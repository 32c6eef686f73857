"""Sparse tensors in files: ours, and PyTorch's in both directions."""

from __future__ import annotations

import io

import pytest

import rushlight


def tensors(torch):
    x = torch.tensor([[0.0, 2.0, 0.0], [3.0, 0.0, 4.0]])
    return {
        "coo": x.to_sparse(),
        "csr": x.to_sparse_csr(),
        "csc": x.to_sparse_csc(),
        "twice": torch.sparse_coo_tensor([[0, 0]], [1.0, 2.0], (3,)),
        "rows": torch.sparse_coo_tensor([[1]], [[1.0, 2.0]], (3, 2)),
        "layout": [torch.sparse_coo, torch.strided],
    }


def moved(writer, reader, **options):
    buffer = io.BytesIO()
    writer.save(tensors(writer), buffer)
    buffer.seek(0)
    return reader.load(buffer, **options)


def same(got, module):
    expected = tensors(module)
    assert got.pop("layout") == expected.pop("layout")
    for name, t in expected.items():
        assert got[name].layout is t.layout and got[name].to_dense().tolist() == t.to_dense().tolist()
        assert repr(got[name]) == repr(t)
    assert got["coo"].is_coalesced() and not got["twice"].is_coalesced()


@pytest.mark.parametrize("weights_only", [True, False])
def test_written_and_read(weights_only):
    same(moved(rushlight, rushlight, weights_only=weights_only), rushlight)


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore")
def test_files_go_from_and_to_pytorch():
    torch = pytest.importorskip("torch")
    same(moved(torch, rushlight), rushlight)
    same(moved(rushlight, torch), torch)


def test_a_file_with_parts_that_do_not_fit_is_refused():
    s = tensors(rushlight)["csr"]
    s._array.index[1][0] = 7
    buffer = io.BytesIO()
    rushlight.save(s, buffer)
    buffer.seek(0)
    with pytest.raises(RuntimeError, match="below 3"):
        rushlight.load(buffer)
