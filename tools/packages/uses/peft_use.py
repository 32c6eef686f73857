# needs: peft
import torch
import transformers
from _show import fill, show
from peft import IA3Config, LoraConfig, PeftModel, PrefixTuningConfig, get_peft_model

transformers.logging.set_verbosity_error()
tokens = torch.arange(14).reshape(2, 7) * 5 % 50


def base():
    config = transformers.GPT2Config(vocab_size=50, n_positions=32, n_embd=32, n_layer=2, n_head=4)
    return fill(transformers.GPT2LMHeadModel(config)).eval()


for name, config in (
    ("lora", LoraConfig(r=4, lora_alpha=8, target_modules=["c_attn"], task_type="CAUSAL_LM")),
    ("dora", LoraConfig(r=4, use_dora=True, target_modules=["c_attn"], task_type="CAUSAL_LM")),
    ("ia3", IA3Config(target_modules=["c_attn", "c_proj"], feedforward_modules=["c_proj"], task_type="CAUSAL_LM")),
    ("prefix", PrefixTuningConfig(num_virtual_tokens=3, task_type="CAUSAL_LM")),
):
    torch.manual_seed(0)
    model = get_peft_model(base(), config).eval()
    with torch.no_grad():
        for i, p in enumerate(p for p in model.parameters() if p.requires_grad):
            p.copy_(torch.sin(torch.arange(p.numel()) * (0.3 + 0.01 * i)).reshape(p.shape) * 0.2)
    trained, everything = model.get_nb_trainable_parameters()
    out = model(input_ids=tokens, labels=tokens)
    show(name, trained, everything, out.loss, out.logits)
    out.loss.backward()
    show(f"{name}-gradient", *[p.grad for p in model.parameters() if p.requires_grad][:2])
    model.save_pretrained(f"kept-{name}")
    show(f"{name}-kept", PeftModel.from_pretrained(base(), f"kept-{name}").eval()(input_ids=tokens).logits)
    if name == "lora":
        show("merged", model.merge_and_unload()(tokens).logits)
