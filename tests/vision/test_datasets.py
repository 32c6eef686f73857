"""The data sets: official files, folders of pictures, and SyntheticDigits, the same on every machine."""

from __future__ import annotations

import gzip
import hashlib
import os
import pickle
import tarfile

import numpy as np
import pytest

Image = pytest.importorskip("PIL.Image")

import rushlight  # noqa: E402
from rushlight.utils.data import DataLoader, Subset  # noqa: E402
from rushlight.vision import datasets  # noqa: E402
from rushlight.vision import transforms as T  # noqa: E402
from rushlight.vision.datasets import _digits  # noqa: E402
from rushlight.vision.datasets.folder import make_dataset, pil_loader  # noqa: E402


def batch_file(path, n, first=0, old=False, labels="labels"):
    """A file as the data set's authors wrote them (``old``: by Python 2, all strings as bytes) or as Python 3 does."""
    rng = np.random.default_rng(first)
    data = rng.integers(0, 256, (n, 3072), dtype=np.uint8)
    entry = {"data": data, labels: [(first + i) % 10 for i in range(n)], "batch_label": "x", "filenames": ["a"] * n}
    if old:
        entry = {k.encode(): v for k, v in entry.items()}
    path.write_bytes(pickle.dumps(entry, protocol=2))
    return data


@pytest.fixture(params=[False, True])
def cifar(request, tmp_path):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    parts = [batch_file(folder / f"data_batch_{k}", 4, k, request.param) for k in range(1, 6)]
    test = batch_file(folder / "test_batch", 3, 9, request.param)
    names = [f"class {i}" for i in range(10)]
    (folder / "batches.meta").write_bytes(pickle.dumps({"label_names": names}, protocol=2))
    return tmp_path, np.concatenate(parts), test


def test_cifar10(cifar):
    root, rows, test_rows = cifar
    data = datasets.CIFAR10(str(root))
    assert len(data) == 20
    np.testing.assert_array_equal(data.data, rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
    assert data.targets[:5] == [1, 2, 3, 4, 2]
    assert data.classes[3] == "class 3"
    assert data.class_to_idx["class 3"] == 3
    image, label = data[7]
    np.testing.assert_array_equal(np.asarray(image), data.data[7])
    assert (image.mode, image.size, label) == ("RGB", (32, 32), data.targets[7])
    assert data[-1][1] == data.targets[-1]
    with pytest.raises(IndexError):
        data[20]
    test = datasets.CIFAR10(root, train=False, download=True)  # nothing to fetch
    assert len(test) == 3
    assert repr(test).splitlines()[:2] == ["Dataset CIFAR10", "    Number of datapoints: 3"]
    assert repr(test).endswith("Split: Test")
    # official file format: rows of red, green and blue planes
    assert tuple(test.data[0, 0, 1]) == tuple(test_rows[0, [1, 1025, 2049]])


def test_cifar_finds_trouble(cifar):
    root = cifar[0]
    with pytest.raises(RuntimeError, match=r"Dataset not found or corrupted.*download=True"):
        datasets.CIFAR10(root / "elsewhere")
    file = root / "cifar-10-batches-py" / "data_batch_3"
    whole = file.read_bytes()
    file.write_bytes(whole[:1000])
    with pytest.raises(RuntimeError, match=r"Dataset not found or corrupted.*data_batch_3"):
        datasets.CIFAR10(root)
    file.write_bytes(pickle.dumps({"data": np.zeros((2, 3072), np.uint8), "labels": [1, 10]}, protocol=2))
    with pytest.raises(RuntimeError, match="as many labels below 10"):
        datasets.CIFAR10(root)
    file.write_bytes(pickle.dumps({"data": np.zeros((2, 100), np.uint8), "labels": [1, 1]}, protocol=2))
    with pytest.raises(RuntimeError, match="rows of 3072 bytes"):
        datasets.CIFAR10(root)


def test_cifar_files_are_not_executed(cifar, tmp_path):
    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "done"),)

    file = cifar[0] / "cifar-10-batches-py" / "data_batch_2"
    file.write_bytes(pickle.dumps({"data": Evil()}, protocol=2))
    with pytest.raises(RuntimeError, match="has no place in a file of pictures"):
        datasets.CIFAR10(cifar[0])
    assert not (tmp_path / "done").exists()


def test_cifar_is_fetched_checked_and_unpacked(cifar, tmp_path, monkeypatch):
    root = cifar[0]
    archive = tmp_path / "cifar-10-python.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(root / "cifar-10-batches-py", "cifar-10-batches-py")

    def sums(names):
        folder = root / "cifar-10-batches-py"
        return [[n, hashlib.md5((folder / n).read_bytes()).hexdigest()] for n in names]

    class Small(datasets.CIFAR10):
        url, mirrors = "http://127.0.0.1:9/nobody/cifar-10-python.tar.gz", [archive.as_uri()]
        tgz_md5 = hashlib.md5(archive.read_bytes()).hexdigest()
        train_list = sums([f"data_batch_{k}" for k in range(1, 6)])
        test_list = sums(["test_batch"])
        meta = {"filename": "batches.meta", "key": "label_names", "md5": sums(["batches.meta"])[0][1]}

    new = Small(tmp_path / "new", download=True)
    assert len(new) == 20
    np.testing.assert_array_equal(new.data, datasets.CIFAR10(root).data)
    Small.test_list = [["test_batch", "0" * 32]]
    with pytest.raises(RuntimeError, match=r"File not found or corrupted.*test_batch"):
        Small(tmp_path / "other", download=True)


def test_cifar100(tmp_path):
    folder = tmp_path / "cifar-100-python"
    folder.mkdir()
    for name in ("train", "test"):
        batch_file(folder / name, 3, labels="fine_labels")
    (folder / "meta").write_bytes(pickle.dumps({"fine_label_names": [f"c{i}" for i in range(100)]}, protocol=2))
    assert datasets.CIFAR100(tmp_path).targets == [0, 1, 2]


def test_mnist(tmp_path, monkeypatch):
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    pixels = (np.arange(2 * 28 * 28) % 256).astype(np.uint8)
    files = {
        "train-images-idx3-ubyte": b"\0\0\x08\x03" + np.array([2, 28, 28], ">i4").tobytes() + pixels.tobytes(),
        "train-labels-idx1-ubyte": b"\0\0\x08\x01" + np.array([2], ">i4").tobytes() + bytes([7, 3]),
    }
    files |= {name.replace("train", "t10k"): content for name, content in files.items()}
    source = tmp_path / "source"
    source.mkdir()
    sums = []
    for name, content in files.items():
        packed = gzip.compress(content)
        (source / (name + ".gz")).write_bytes(packed)
        sums.append((name + ".gz", hashlib.md5(packed).hexdigest()))
    with pytest.raises(RuntimeError, match="download=True"):
        datasets.FashionMNIST(tmp_path)
    monkeypatch.setattr(datasets.FashionMNIST, "resources", sums)
    monkeypatch.setattr(datasets.FashionMNIST, "mirrors", [source.as_uri() + "/"])
    data = datasets.FashionMNIST(str(tmp_path), transform=T.ToTensor(), download=True)
    assert (data.data.shape, data.data.dtype) == ((2, 28, 28), rushlight.uint8)
    assert (data.targets.tolist(), data.targets.dtype) == ([7, 3], rushlight.int64)
    assert data.class_to_idx["Bag"] == 8
    for old, new in (
        ("train_data", "data"),
        ("test_data", "data"),
        ("train_labels", "targets"),
        ("test_labels", "targets"),
    ):
        with pytest.warns(UserWarning, match=f"{old} has been renamed {new}"):
            assert getattr(data, old) is getattr(data, new)
    x, y = data[1]
    assert (tuple(x.shape), y) == ((1, 28, 28), 3)
    batch, labels = next(iter(DataLoader(data, 2)))
    np.testing.assert_array_equal(batch[1].numpy(), x.numpy())
    assert labels.tolist() == [7, 3]
    (raw / "train-images-idx3-ubyte").write_bytes(files["train-images-idx3-ubyte"][:-1])
    with pytest.raises(RuntimeError, match="not a whole IDX file"):
        datasets.FashionMNIST(tmp_path)


PIPELINES = {
    "tensor": lambda: T.ToTensor(),
    "normalize": lambda: T.Compose([T.ToTensor(), T.Normalize((0.5, 0.4, 0.3), (0.5, 0.2, 0.1))]),
    "one mean": lambda: T.Compose([T.ToTensor(), T.Normalize(0.5, 0.5)]),
    "augment": lambda: T.Compose([T.RandomCrop(32, padding=4), T.RandomHorizontalFlip(), T.ToTensor()]),
    "more": lambda: T.Compose(
        [
            T.RandomVerticalFlip(0.3),
            T.RandomCrop((30, 28), padding=(1, 2), fill=99),
            T.RandomHorizontalFlip(0.8),
            T.RandomCrop(20),
            T.ToTensor(),
            T.Normalize([0.5], [0.25]),
        ]
    ),
    "same size": lambda: T.Compose([T.RandomCrop(32), T.RandomHorizontalFlip(), T.ToTensor()]),
    "reflected": lambda: T.Compose([T.RandomCrop(32, padding=4, padding_mode="reflect"), T.ToTensor()]),
    "resized": lambda: T.Compose([T.Resize(16), T.ToTensor()]),
    "after": lambda: T.Compose([T.ToTensor(), T.RandomHorizontalFlip()]),
    "lambda": lambda: T.Compose([T.ToTensor(), T.Lambda(lambda x: x * 2)]),
}


@pytest.mark.parametrize("name", PIPELINES)
def test_batches_equal_single_pictures(name):
    """Reading whole batches gives the same bits, and draws the same numbers, as picture by picture."""
    data = datasets.SyntheticDigits(size=50, transform=PIPELINES[name]())
    results = []
    for collate in (None, lambda samples: rushlight.utils.data.default_collate(samples)):
        rushlight.manual_seed(8)
        loader = DataLoader(data, 7, shuffle=True, collate_fn=collate)
        batches = [(x.numpy(), y.tolist(), x.is_contiguous()) for x, y in loader]
        results.append((batches, rushlight.rand(1).item()))
    (ours, after), (singly, then) = results
    assert after == then
    for (x, y, contiguous), (x1, y1, _) in zip(ours, singly, strict=True):
        np.testing.assert_array_equal(x, x1)
        assert y == y1
        assert contiguous


def test_which_batches_are_read_at_once(monkeypatch):
    def read(data):
        return data.__read_batch__([1, 2]) is not None

    digits = datasets.SyntheticDigits(size=4, transform=T.ToTensor())
    assert read(digits)
    assert read(Subset(digits, [3, 2, 1]))

    class Own(datasets.SyntheticDigits):
        def __getitem__(self, index):
            return index

    assert not read(Own(size=4, transform=T.ToTensor()))
    assert not read(datasets.SyntheticDigits(size=4))
    assert not read(datasets.SyntheticDigits(size=4, transform=T.ToTensor(), target_transform=str))
    for name in ("normalize", "augment", "more", "same size"):
        assert read(datasets.SyntheticDigits(size=4, transform=PIPELINES[name]())), name
    for name in ("one mean", "reflected", "resized", "after", "lambda"):
        assert not read(datasets.SyntheticDigits(size=4, transform=PIPELINES[name]())), name
    hooked = T.Compose([T.ToTensor(), T.Normalize((0.5,), (0.5,))])
    hooked.transforms[1].register_forward_hook(lambda *a: None)
    assert not read(datasets.SyntheticDigits(size=4, transform=hooked))
    with pytest.raises(ValueError, match="Required crop size"):
        read(datasets.SyntheticDigits(size=4, transform=T.Compose([T.RandomCrop(40), T.ToTensor()])))


def test_fake_data():
    data = datasets.FakeData(size=2, image_size=(3, 4, 5), transform=T.ToTensor())
    rushlight.manual_seed(1)
    (x, y), before = data[1], rushlight.rand(1).item()
    assert (tuple(x.shape), type(y)) == ((3, 4, 5), int)
    rushlight.manual_seed(1)
    assert rushlight.rand(1).item() == before  # the default generator is left alone
    with pytest.raises(IndexError):
        data[2]


@pytest.fixture
def folder(tmp_path):
    for k, name in enumerate(["b/2.png", "b/1.PNG", "a/deep/x.jpg", "a/note.txt", "c/p.png"]):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("txt"):
            path.write_text("no picture")
        else:
            Image.new("L" if k == 0 else "RGB", (4, 3), 50 * k).save(path)
    return tmp_path


def test_image_folder(folder):
    data = datasets.ImageFolder(str(folder), transform=T.PILToTensor(), target_transform=lambda t: t + 10)
    assert data.classes == ["a", "b", "c"]
    assert data.class_to_idx == {"a": 0, "b": 1, "c": 2}
    assert [(os.path.relpath(p, folder), t) for p, t in data.imgs] == [
        ("a/deep/x.jpg", 0),
        ("b/1.PNG", 1),
        ("b/2.png", 1),
        ("c/p.png", 2),
    ]
    assert data.targets == [0, 1, 1, 2]
    x, y = data[2]
    assert (tuple(x.shape), x.unique().tolist() if hasattr(x, "unique") else [0], y) == ((3, 3, 4), [0], 11)
    assert repr(data).startswith(
        f"Dataset ImageFolder\n    Number of datapoints: 4\n    Root location: {folder}\n    Standard"
    )
    batch, labels = next(iter(DataLoader(data, 4)))
    assert (tuple(batch.shape), labels.tolist()) == ((4, 3, 3, 4), [10, 11, 11, 12])


def test_image_folder_rules(folder):
    text = datasets.DatasetFolder(str(folder), open, is_valid_file=lambda p: p.endswith(".txt"), allow_empty=True)
    assert [t for _, t in text.samples] == [0]
    with pytest.raises(FileNotFoundError, match="Found no valid file for the classes b, c"):
        datasets.DatasetFolder(str(folder), open, (".txt",))
    with pytest.raises(FileNotFoundError, match="Couldn't find any class folder"):
        datasets.ImageFolder(folder / "c")
    with pytest.raises(ValueError, match="Both extensions and is_valid_file"):
        make_dataset(folder)
    with pytest.raises(ValueError, match="at least one entry"):
        make_dataset(folder, {}, ".png")
    with pytest.raises(ValueError, match="Only transforms or transform/target_transform"):
        datasets.VisionDataset(transforms=1, transform=2)
    assert pil_loader(folder / "b" / "2.png").mode == "RGB"


def test_digits_are_the_same_everywhere():
    digits = datasets.SyntheticDigits(size=600)
    assert hashlib.sha256(digits.data.tobytes()).hexdigest() == (
        "f60bad80f4181fb39d35ef8c4c5a1b34023c40a16ad91dd876bba27bd14f3dfe"
    )
    assert digits.targets[:8] == [1, 6, 1, 6, 2, 7, 3, 8]


def test_digits_depend_only_on_seed_split_and_number():
    digits = datasets.SyntheticDigits(size=600)
    late = datasets.SyntheticDigits(size=300_000)  # too long to be kept
    np.testing.assert_array_equal(np.asarray(digits[555][0]), np.asarray(late[555][0]))
    assert digits[555][1] == late[555][1] == late.targets[555]
    np.testing.assert_array_equal(np.asarray(digits[-1][0]), digits.data[599])
    others = [datasets.SyntheticDigits(size=600, seed=1), datasets.SyntheticDigits(train=False, size=600)]
    everything = {p.tobytes() for d in (digits, *others) for p in d.data}
    assert len(everything) == 1800
    with pytest.raises(IndexError):
        digits[600]
    with pytest.raises(ValueError, match="must not be negative"):
        datasets.SyntheticDigits(size=-1)
    assert len(datasets.SyntheticDigits(size=0).data) == 0
    copy = pickle.loads(pickle.dumps(digits))
    np.testing.assert_array_equal(copy.data, digits.data)
    assert len(pickle.dumps(digits)) < 20_000


def test_digits_are_varied():
    labels = _digits.labels(0, True, np.arange(5000))
    counts = np.bincount(labels, minlength=10)
    assert counts.min() > 400
    pictures = _digits.draw(0, True, np.arange(500)).astype(float)
    assert pictures.mean((1, 2, 3)).std() > 30  # dark and light backgrounds
    assert pictures.std((1, 2)).min() > 1.5  # none is empty
    one, seven = (pictures[_digits.labels(0, True, np.arange(500)) == d] for d in (1, 7))
    assert not np.array_equal(one[0], one[1])
    assert len(seven) > 20


def test_an_untrained_eye_sees_digits():
    """Nearest neighbours on brightness alone are well above chance: the drawing follows the label."""
    train, test = (
        _digits.draw(0, split, np.arange(n)).astype(np.float32).mean(3).reshape(n, -1)
        for split, n in ((True, 3000), (False, 300))
    )
    known, wanted = _digits.labels(0, True, np.arange(3000)), _digits.labels(0, False, np.arange(300))
    # stroke against background, whichever is lighter
    a, b = (np.abs(x - np.median(x, 1, keepdims=True)) for x in (train, test))
    a, b = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (a, b))
    found = known[(b @ a.T).argmax(1)]
    assert (found == wanted).mean() > 0.3


def test_without_pillow(monkeypatch):
    import builtins
    import sys

    for name in [n for n in sys.modules if n == "PIL" or n.startswith("PIL.")]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert builtins.__import__ is real
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'rushlight\[vision\]'"):
        datasets.SyntheticDigits(size=1)[0]
    # tensors and whole batches need no Pillow
    data = datasets.SyntheticDigits(size=4, transform=T.ToTensor())
    assert tuple(next(iter(DataLoader(data, 4)))[0].shape) == (4, 3, 32, 32)
