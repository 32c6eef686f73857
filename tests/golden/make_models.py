"""Write tests/vision/models.json.xz: layers, names and shapes of torchvision's models, results and first weights of
some. Run with torchvision 0.29 and PyTorch 2.13 installed:

python tests/golden/make_models.py
"""

from __future__ import annotations

import json
import lzma
import sys
import warnings
from pathlib import Path

import torch
import torchvision
from torchvision import models

VISION = Path(__file__).resolve().parent.parent / "vision"
sys.path.insert(0, str(VISION))
import model_cases  # noqa: E402

assert torch.__version__.startswith("2.13") and torchvision.__version__.startswith("0.29")
warnings.simplefilter("ignore")
torch.set_num_threads(1)


def built(name):
    if name.startswith("regnet"):  # reads numbers while it is built
        return models.get_model(name)
    with torch.device("meta"):
        return models.get_model(name)


golden = {"entries": {}, "layers": {}}
for name in models.list_models(module=models):
    model = built(name)
    golden["entries"][name] = [f"{k} {','.join(map(str, v.shape))}" for k, v in model.state_dict().items()]
    golden["layers"][name] = repr(model)
golden |= {
    "weights": {
        name: {k: [w.url, repr(w.transforms())] for k, w in models.get_model_weights(name).__members__.items()}
        for name in golden["entries"]
    },
    "outputs": {
        case: [[round(float(v), 6) for v in y.ravel()] for y in model_cases.outputs(torch, models, case)]
        for case in model_cases.OUTPUTS
    },
    "seeded": {
        name: {k: float(f"{v:.6g}") for k, v in model_cases.first_weights(torch, models, name).items()}
        for name in model_cases.SEEDED
    },
}
text = json.dumps(golden, separators=(",", ":"))
(VISION / "models.json.xz").write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
