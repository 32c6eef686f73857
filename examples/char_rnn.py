"""A recurrent network learns a text letter by letter, then writes (Karpathy, 2015).

python -m rushlight examples/char_rnn.py --cell gru --steps 300
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

TEXT = """
the owl and the pussy-cat went to sea in a beautiful pea-green boat,
they took some honey, and plenty of money, wrapped up in a five-pound note.
the owl looked up to the stars above, and sang to a small guitar,
o lovely pussy! o pussy, my love, what a beautiful pussy you are,
you are, you are! what a beautiful pussy you are!
pussy said to the owl, you elegant fowl! how charmingly sweet you sing!
o let us be married! too long we have tarried: but what shall we do for a ring?
they sailed away, for a year and a day, to the land where the bong-tree grows
and there in a wood a piggy-wig stood with a ring at the end of his nose,
his nose, his nose, with a ring at the end of his nose.
"""  # Edward Lear, 1871
LETTERS = sorted(set(TEXT))


class Writer(nn.Module):
    """Letters (N, L) to logits of the letters that follow (N, L, letters), and the state after the last."""

    def __init__(self, cell, hidden=96):
        super().__init__()
        self.embedding = nn.Embedding(len(LETTERS), 32)
        self.rnn = {"lstm": nn.LSTM, "gru": nn.GRU}[cell](32, hidden, batch_first=True)
        self.head = nn.Linear(hidden, len(LETTERS))

    def forward(self, letters, state=None):
        y, state = self.rnn(self.embedding(letters), state)
        return self.head(y), state


def write(model, start, n, temperature=0.5):
    """``start`` continued by ``n`` letters drawn from the model."""
    letters, state = [LETTERS.index(c) for c in start], None
    x = torch.tensor([letters])
    with torch.no_grad():
        for _ in range(n):
            logits, state = model(x, state)
            x = torch.multinomial(F.softmax(logits[:, -1] / temperature, dim=-1), 1)
            letters.append(int(x.item()))
    return "".join(LETTERS[i] for i in letters)


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cell", choices=["lstm", "gru"], default="lstm")
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    text = torch.tensor([LETTERS.index(c) for c in TEXT])
    windows = text.unfold(0, 41, 1)
    model = Writer(args.cell)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for step in range(1, args.steps + 1):
        batch = windows[torch.randint(0, len(windows), (16,))]
        logits, _ = model(batch[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")

    with torch.no_grad():
        logits, _ = model(text[None, :-1])
        right = (logits[0].argmax(1) == text[1:]).float().mean().item()
    print(f"letters foretold {right:.4f} (most frequent letter: {TEXT.count(' ') / len(TEXT):.2f})")
    print(repr(write(model, "the ", 60)))


if __name__ == "__main__":
    main()
