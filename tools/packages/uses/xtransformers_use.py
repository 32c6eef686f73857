# needs: x-transformers
import torch
from _show import fill, show, waves
from x_transformers import Decoder, Encoder, TransformerWrapper, ViTransformerWrapper, XTransformer
from x_transformers.autoregressive_wrapper import AutoregressiveWrapper

tokens = torch.arange(16).reshape(2, 8) * 5 % 30
for name, options in {
    "plain": {},
    "rotary": {"rotary_pos_emb": True, "ff_glu": True},
    "alibi": {"alibi_pos_bias": True},
    "rmsnorm": {"use_rmsnorm": True, "attn_kv_heads": 2},
    "t5": {"rel_pos_bias": True},
    "xpos": {"rotary_xpos": True},
    "memory": {"attn_num_mem_kv": 2, "attn_qk_norm": True},
}.items():
    torch.manual_seed(0)
    net = fill(
        TransformerWrapper(
            num_tokens=30, max_seq_len=16, attn_layers=Decoder(dim=32, depth=2, heads=4, attn_dim_head=8, **options)
        )
    )
    loss = AutoregressiveWrapper(net)(tokens)
    loss.backward()
    show(name, loss, net.eval()(tokens))
net = fill(
    TransformerWrapper(num_tokens=30, max_seq_len=16, attn_layers=Encoder(dim=32, depth=2, heads=4, attn_dim_head=8))
).eval()
show("encoder", net(tokens, mask=tokens > 3))
vit = ViTransformerWrapper(
    image_size=16, patch_size=4, num_classes=3, attn_layers=Encoder(dim=32, depth=1, heads=4, attn_dim_head=8)
)
show("vit", fill(vit).eval()(waves(2, 3, 16, 16)))
both = XTransformer(
    dim=32, enc_num_tokens=30, enc_depth=1, enc_heads=4, enc_max_seq_len=16, enc_attn_dim_head=8,
    dec_num_tokens=30, dec_depth=1, dec_heads=4, dec_max_seq_len=16, dec_attn_dim_head=8,
)  # fmt: skip
show("both", fill(both)(tokens, tokens.flip(-1)))
