# needs: transformers
import torch
import transformers
from _show import fill, show, waves
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    DistilBertConfig,
    DistilBertModel,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    T5Config,
    T5ForConditionalGeneration,
    ViTConfig,
    ViTForImageClassification,
)

transformers.logging.set_verbosity_error()
tokens = torch.arange(14).reshape(2, 7) * 5 % 50
small = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}

gpt = fill(GPT2LMHeadModel(GPT2Config(vocab_size=50, n_positions=32, n_embd=32, n_layer=2, n_head=4))).eval()
out = gpt(tokens, labels=tokens)
show("gpt2", out.loss, out.logits)
out.loss.backward()
show("gpt2-gradient", gpt.transformer.wte.weight.grad, gpt.transformer.h[0].attn.c_attn.weight.grad)
show("gpt2-greedy", gpt.generate(tokens[:, :3], max_new_tokens=6, do_sample=False, pad_token_id=0))
show("gpt2-beams", gpt.generate(tokens[:, :3], max_new_tokens=5, num_beams=3, do_sample=False, pad_token_id=0))
llama = fill(LlamaForCausalLM(LlamaConfig(vocab_size=50, num_key_value_heads=2, **small))).eval()
show("llama", llama(tokens, labels=tokens).loss, llama(tokens).logits)
show("llama-greedy", llama.generate(tokens[:, :3], max_new_tokens=6, do_sample=False, pad_token_id=0))
bert = fill(BertForSequenceClassification(BertConfig(vocab_size=50, num_labels=3, **small))).eval()
mask = torch.tensor([[1, 1, 1, 1, 1, 0, 0], [1] * 7])
show(
    "bert",
    bert(tokens, attention_mask=mask, labels=torch.tensor([0, 2])).loss,
    bert(tokens, attention_mask=mask).logits,
)
distil = fill(DistilBertModel(DistilBertConfig(vocab_size=50, dim=32, n_layers=2, n_heads=4, hidden_dim=64))).eval()
show("distilbert", distil(tokens, attention_mask=mask).last_hidden_state)
vit = fill(ViTForImageClassification(ViTConfig(image_size=32, patch_size=8, num_labels=4, **small))).eval()
show("vit", vit(waves(2, 3, 32, 32)).logits)
t5 = fill(
    T5ForConditionalGeneration(
        T5Config(vocab_size=50, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, decoder_start_token_id=0)
    )
).eval()
show("t5", t5(input_ids=tokens, labels=tokens[:, :4].contiguous()).loss)
gpt.save_pretrained("kept")
show("kept", GPT2LMHeadModel.from_pretrained("kept").eval()(tokens).logits)
optimizer = torch.optim.AdamW(gpt.parameters(), lr=1e-3)
schedule = transformers.get_linear_schedule_with_warmup(optimizer, 2, 6)
for _ in range(4):
    optimizer.zero_grad()
    loss = gpt(tokens, labels=tokens).loss
    loss.backward()
    optimizer.step()
    schedule.step()
show("trained", loss, schedule.get_last_lr()[0])
