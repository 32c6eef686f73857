"""Pictures read and written, drawn on, and cut out of networks; data sets in folders."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

import rushlight as torch
from rushlight.vision import datasets, io, models, utils
from rushlight.vision.models import feature_extraction, vgg
from rushlight.vision.transforms.v2 import functional as F

pytest.importorskip("PIL")
PICTURE = torch.from_numpy(np.random.default_rng(1).integers(0, 256, (3, 11, 14)).astype(np.uint8))
BLACK = torch.zeros(3, 12, 12, dtype=torch.uint8)


@pytest.mark.parametrize("channels", [1, 3])
def test_png_keeps_every_pixel(tmp_path, channels):
    picture = PICTURE[:channels]
    assert torch.equal(io.decode_png(io.encode_png(picture, 9)), picture)
    io.write_png(picture, tmp_path / "a.png")
    for read in (io.read_image, io.decode_image):
        assert torch.equal(read(tmp_path / "a.png"), picture)
    assert torch.equal(io.decode_image(io.read_file(str(tmp_path / "a.png"))), picture)


@pytest.mark.parametrize(
    "mode, channels", [("GRAY", 1), ("GRAY_ALPHA", 2), ("RGB", 3), ("RGBA", 4), (io.ImageReadMode.RGB_ALPHA, 4)]
)
def test_modes(mode, channels):
    assert io.decode_image(io.encode_png(PICTURE), mode).shape == (channels, 11, 14)
    assert io.decode_png(io.encode_png(PICTURE[:1]), mode).shape[0] == channels


def test_jpeg(tmp_path):
    smooth = torch.arange(64, dtype=torch.uint8).reshape(1, 8, 8).repeat(3, 1, 1) * 3
    io.write_jpeg(smooth, tmp_path / "a.jpg", quality=95)
    assert (io.read_image(tmp_path / "a.jpg").int() - smooth.int()).abs().max() < 8
    both = io.decode_jpeg(io.encode_jpeg([smooth, smooth[:1]]))
    assert [t.shape[0] for t in both] == [3, 1]
    with pytest.raises(ValueError, match="quality"):
        io.encode_jpeg(smooth, 0)
    with pytest.raises(ValueError, match="at least one"):
        io.decode_jpeg([])


def test_other_files(tmp_path):
    from PIL import Image

    frames = [Image.new("RGB", (4, 3), c) for c in ((255, 0, 0), (0, 0, 255))]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    film = io.decode_gif(io.read_file(tmp_path / "a.gif"))
    assert film.shape == (2, 3, 3, 4) and film[0, 0].min() > 200 > film[1, 0].max()
    Image.fromarray(np.full((2, 2), 40000, np.uint16)).save(tmp_path / "deep.png")
    assert io.read_image(tmp_path / "deep.png").tolist() == [[[40000, 40000], [40000, 40000]]]
    turned = Image.new("L", (5, 2))
    exif = turned.getexif()
    exif[0x0112] = 6
    turned.save(tmp_path / "t.jpg", exif=exif)
    assert io.read_image(tmp_path / "t.jpg").shape == (1, 2, 5)
    assert io.read_image(tmp_path / "t.jpg", apply_exif_orientation=True).shape == (1, 5, 2)


@pytest.mark.parametrize(
    "call, error",
    [
        (lambda: io.read_image("nowhere.png"), RuntimeError),
        (lambda: io.decode_image(torch.zeros(9, dtype=torch.uint8)), RuntimeError),
        (lambda: io.decode_png(io.encode_jpeg(PICTURE)), RuntimeError),
        (lambda: io.decode_png(torch.zeros(9)), RuntimeError),
        (lambda: io.encode_png(PICTURE.float()), RuntimeError),
        (lambda: io.encode_png(PICTURE[:2]), RuntimeError),
        (lambda: io.encode_png(PICTURE, 11), RuntimeError),
        (lambda: io.decode_image(io.encode_png(PICTURE), "BLUE"), KeyError),
    ],
)
def test_what_is_no_picture(call, error):
    with pytest.raises(error):
        call()


def test_boxes_are_drawn():
    drawn = utils.draw_bounding_boxes(BLACK, torch.tensor([[2, 3, 8, 9]]), colors="red")
    assert drawn[0].count_nonzero() == 24 and drawn[0, 3, 2:9].min() == 255 and not drawn[1:].any()
    filled = utils.draw_bounding_boxes(BLACK / 255, torch.tensor([[2, 3, 8, 9]]), colors=[(0, 255, 0)], fill=True)
    assert filled.dtype is torch.float32 and filled[1, 6, 5].item() == pytest.approx(100 / 255, abs=0.01)
    labelled = utils.draw_bounding_boxes(BLACK[:1], torch.tensor([[0, 0, 11, 11]]), ["i"], "blue")
    assert labelled.shape == (3, 12, 12) and labelled[2].count_nonzero() > 44
    with pytest.warns(UserWarning, match="any box"):
        assert utils.draw_bounding_boxes(BLACK, torch.zeros(0, 4)) is BLACK
    with pytest.raises(ValueError, match="mismatch"):
        utils.draw_bounding_boxes(BLACK, torch.tensor([[0, 0, 1, 1]]), ["a", "b"])
    with pytest.raises(ValueError, match="xmin"):
        utils.draw_bounding_boxes(BLACK, torch.tensor([[5, 0, 1, 1]]))


def test_masks_points_and_flow_are_drawn():
    masks = torch.zeros(2, 12, 12, dtype=torch.bool)
    masks[0, :6], masks[1, 4:8] = True, True
    drawn = utils.draw_segmentation_masks(BLACK + 100, masks, 0.5, ["red", "blue"])
    assert drawn[:, 0, 0].tolist() == [177, 50, 50] and drawn[:, 5, 0].tolist() == [50, 50, 50]
    assert drawn[:, 7, 0].tolist() == [50, 50, 177] and drawn[:, 11, 0].tolist() == [100, 100, 100]
    points = torch.tensor([[[2, 2], [9, 9]]])
    seen = utils.draw_keypoints(BLACK, points, [(0, 1)], "red", 1, 1, torch.tensor([[True, False]]))
    assert seen[0, 2, 2] == 255 and not seen[:, 6:, 6:].any()
    assert utils.draw_keypoints(BLACK, points, [(0, 1)], "red", 1, 1)[:, 5, 5].tolist() == [255, 255, 255]
    flow = torch.zeros(2, 1, 2)
    flow[0, 0] = torch.tensor([1.0, -1.0])
    assert utils.flow_to_image(flow)[:, 0].T.tolist() == [[255, 0, 0], [0, 209, 255]]
    with pytest.raises(ValueError, match="float"):
        utils.flow_to_image(flow.double())


def test_features_by_name():
    torch.manual_seed(0)
    model, x = models.resnet18(weights=None).eval(), torch.rand(1, 3, 32, 32)
    names = feature_extraction.get_graph_node_names(model)[1]
    assert names[:3] == ["x", "conv1", "bn1"] and names[-2:] == ["flatten", "fc"] and "layer1.1.relu_1" in names
    cut = feature_extraction.create_feature_extractor(model, {"layer1": "a", "layer2.0.add": "b"})
    found = cut(x)
    early = model.layer1(model.maxpool(model.relu(model.bn1(model.conv1(x)))))
    assert list(found) == ["a", "b"] and torch.equal(found["a"], early)
    assert not any(key.startswith("layer3") for key in cut.state_dict())
    assert cut.train().training and not torch.equal(cut(x)["a"], early)  # batch statistics now
    with pytest.raises(ValueError, match="not present"):
        feature_extraction.create_feature_extractor(model, ["layer9"])
    with pytest.raises(ValueError, match="should be specified"):
        feature_extraction.create_feature_extractor(model)


def test_layers_of_vgg():
    torch.manual_seed(0)
    layers = vgg.make_layers(vgg.cfgs["A"], batch_norm=True)
    assert [n for n in vgg.cfgs["D"] if n != "M"] == [64] * 2 + [128] * 2 + [256] * 3 + [512] * 6
    assert layers.state_dict().keys() == models.vgg11_bn(weights=None).features.state_dict().keys()


def test_functions_of_one_kind_of_tensor():
    assert torch.allclose(F.to_dtype_image(PICTURE, torch.float32, scale=True), PICTURE / 255)
    assert torch.equal(F.horizontal_flip_video(PICTURE[None]), PICTURE[None].flip(-1))
    with pytest.raises(AttributeError):
        F.nothing_image  # noqa: B018


def picture(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    io.write_png(PICTURE, path)


def test_inaturalist(tmp_path):
    for name in ("00000_Animalia_Ch_Aves_An_Fam_Gen_sp", "00001_Plantae_Tr_Mag_Ros_Fam_Gen_two"):
        picture(tmp_path / "2021_valid" / name / "1.png")
    data = datasets.INaturalist(tmp_path, "2021_valid", ["full", "kingdom", "genus"])
    assert sorted(data[i][1] for i in range(2)) == [(0, 0, 0), (1, 1, 0)]
    assert data.category_name("kingdom", 1) == "Plantae" and data[0][0].size == (14, 11)
    picture(tmp_path / "2018" / "Birds" / "1" / "a.png")
    picture(tmp_path / "2018" / "Frogs" / "0" / "b.png")
    assert datasets.INaturalist(tmp_path, "2018", "super")[0][1] == 1
    with pytest.raises(RuntimeError, match="not found"):
        datasets.INaturalist(tmp_path, "2019")


def test_imagenet_and_places(tmp_path):
    torch.save(({"n01": ("fish", "tench"), "n02": ("bird",)}, ["n02"]), tmp_path / "meta.bin")
    for name in ("n01", "n02"):
        picture(tmp_path / "val" / name / "1.png")
    data = datasets.ImageNet(tmp_path, "val", loader=io.read_image)
    assert data.classes == [("fish", "tench"), ("bird",)] and data.class_to_idx["tench"] == 0 and data.wnids[1] == "n02"
    assert torch.equal(data[1][0], PICTURE) and "Split: val" in repr(data)
    with pytest.raises(RuntimeError, match="externally"):
        datasets.ImageNet(tmp_path, "train")
    lists = {"categories_places365.txt": "/a/airfield 0\n/b/barn 1\n", "places365_val.txt": "1.png 1\n"}
    sums = {}
    for name, text in lists.items():
        (tmp_path / name).write_text(text)
        sums[name] = hashlib.md5(text.encode()).hexdigest()
    picture(tmp_path / "val_256" / "1.png")

    class Places(datasets.Places365):
        _CATEGORIES_META = ("categories_places365.txt", sums["categories_places365.txt"])
        _FILE_LIST_META = {"val": ("places365_val.txt", sums["places365_val.txt"])}

    data = Places(str(tmp_path), "val", small=True)
    assert data.classes == ["/a/airfield", "/b/barn"] and data[0][1] == 1 and len(data) == 1
    with pytest.raises(RuntimeError, match="download=True"):
        datasets.Places365(str(tmp_path), "val")
