# needs: open_clip_torch
import open_clip
import torch
from _show import fill, show, waves
from open_clip.loss import ClipLoss, SigLipLoss
from open_clip.model import CLIP

vision = {"image_size": 32, "layers": 2, "width": 64, "patch_size": 8, "head_width": 16}
text = {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 4, "layers": 2}
model = fill(CLIP(embed_dim=16, vision_cfg=vision, text_cfg=text))
model.logit_scale.data.fill_(2.0)
tokens = open_clip.tokenize(["a cat on a mat", "two dogs", "the sea"])
show("tokens", tokens[0])
pictures = waves(3, 3, 32, 32)
a, b, scale = model(pictures, tokens)
show("clip", a, b, scale)
loss = ClipLoss()(a, b, scale)
loss.backward()
show("loss", loss, model.text_projection.grad)
show("siglip", SigLipLoss()(a.detach(), b.detach(), scale.detach(), torch.tensor(-1.0)))
print("models", len(open_clip.list_models()) > 50, torch.is_tensor(tokens))
