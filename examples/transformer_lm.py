"""A causal transformer learns to write words backwards, by predicting the next letter (Vaswani et al., 2017).

python -m rushlight examples/transformer_lm.py --steps 600
"""

import argparse
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

LETTERS, LENGTH = 10, 6
SEPARATOR = LETTERS


def sequences(n):
    """Sequences (n, 2 * LENGTH + 1): a word, a separator, the word backwards."""
    word = torch.randint(0, LETTERS, (n, LENGTH))
    return torch.cat([word, torch.full((n, 1), SEPARATOR), word.flip(1)], dim=1)


class LanguageModel(nn.Module):
    def __init__(self, width=64, heads=4, layers=2):
        super().__init__()
        self.width = width
        self.embedding = nn.Embedding(LETTERS + 1, width)
        self.position = nn.Parameter(0.1 * torch.randn(2 * LENGTH + 1, width))
        layer = nn.TransformerEncoderLayer(width, heads, 2 * width, dropout=0.0, batch_first=True, norm_first=True)
        self.body = nn.TransformerEncoder(layer, layers, norm=nn.LayerNorm(width), enable_nested_tensor=False)
        self.head = nn.Linear(width, LETTERS + 1)

    def forward(self, tokens):
        n = tokens.shape[1]
        x = self.embedding(tokens) * math.sqrt(self.width) / 8 + self.position[:n]
        mask = nn.Transformer.generate_square_subsequent_mask(n)
        return self.head(self.body(x, mask=mask, is_causal=True))


def complete(model, prompt, n):
    """The prompt (N, L) continued greedily by ``n`` tokens."""
    for _ in range(n):
        prompt = torch.cat([prompt, model(prompt)[:, -1].argmax(1, keepdim=True)], dim=1)
    return prompt


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    model = LanguageModel()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    warm = min(50, args.steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda i: min((i + 1) / warm, 1.0) * (0.1 + 0.9 * (1 - i / (args.steps + 1)))
    )
    for step in range(1, args.steps + 1):
        tokens = sequences(64)
        logits = model(tokens[:, :-1])
        # What comes before the separator is random; only the rest can be learnt.
        loss = F.cross_entropy(logits[:, LENGTH:].flatten(0, 1), tokens[:, LENGTH + 1 :].flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")

    model.eval()
    with torch.no_grad():
        tokens = sequences(200)
        answers = complete(model, tokens[:, : LENGTH + 1], LENGTH)
    right = (answers == tokens).all(dim=1).float().mean().item()
    print(f"new words reversed without a mistake {right:.3f}")


if __name__ == "__main__":
    main()
