"""Words get vectors from their neighbours in sentences, and kinds of words find together (Mikolov et al., 2013).

python -m rushlight examples/word2vec.py --steps 2000
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

VOCABULARY = """
animal: cat dog horse cow sheep goat hen fox wolf bear
moves: runs walks jumps sleeps hides waits turns stops
place: house barn field forest river garden hill lake
food: bread milk cheese apples honey corn fish soup
person: mother father child aunt uncle teacher farmer baker
makes: cooks buys eats sells wants likes brings finds
"""
KINDS = {kind: words.split() for kind, words in (line.split(": ") for line in VOCABULARY.strip().splitlines())}
PATTERNS = (
    ("animal", "moves", "place"),
    ("person", "makes", "food"),
    ("person", "moves", "place"),
    ("animal", "finds", "food"),
)
WORDS = [w for words in KINDS.values() for w in words]
KIND = torch.tensor([i for i, words in enumerate(KINDS.values()) for _ in words])


def corpus(n):
    """Word numbers (n, 3) of random sentences of animals, people, what they do, and where."""
    starts = {k: sum(len(v) for v in list(KINDS.values())[:i]) for i, k in enumerate(KINDS)}
    pattern = torch.randint(0, len(PATTERNS), (n,))
    sentences = torch.empty(n, 3, dtype=torch.long)
    for i, kinds in enumerate(PATTERNS):
        rows = (pattern == i).nonzero().squeeze(1)
        for j, kind in enumerate(kinds):
            if kind in KINDS:
                sentences[rows, j] = starts[kind] + torch.randint(0, len(KINDS[kind]), (len(rows),))
            else:
                sentences[rows, j] = WORDS.index(kind)
    return sentences


class SkipGram(nn.Module):
    """Negative sampling: a word's vector tells its neighbours from random words."""

    def __init__(self, width=16):
        super().__init__()
        self.inner, self.outer = nn.Embedding(len(WORDS), width), nn.Embedding(len(WORDS), width)
        nn.init.uniform_(self.inner.weight, -0.5 / width, 0.5 / width)
        nn.init.zeros_(self.outer.weight)

    def forward(self, word, neighbour, others):
        x = self.inner(word).unsqueeze(1)
        near = (x * self.outer(neighbour).unsqueeze(1)).sum(2)
        far = torch.bmm(self.outer(others), x.mT).squeeze(2)
        return -(F.logsigmoid(near).sum(1) + F.logsigmoid(-far).sum(1)).mean()


def neighbours_of_a_kind(vectors):
    """Share of words whose nearest word is of the same kind, and the nearest word of each."""
    v = F.normalize(vectors, dim=1)
    nearest = (v @ v.T).fill_diagonal_(-1.0).argmax(1)
    return (KIND[nearest] == KIND).float().mean().item(), nearest


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    sentences = corpus(3000)
    pairs = torch.cat([sentences[:, [i, j]] for i in range(3) for j in range(3) if i != j])
    frequency = torch.bincount(sentences.flatten(), minlength=len(WORDS)).float() ** 0.75
    model = SkipGram()
    before, _ = neighbours_of_a_kind(model.inner.weight.detach())
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for step in range(1, args.steps + 1):
        word, neighbour = pairs[torch.randint(0, len(pairs), (128,))].unbind(1)
        others = torch.multinomial(frequency, 128 * 5, replacement=True).view(128, 5)
        loss = model(word, neighbour, others)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")

    share, nearest = neighbours_of_a_kind(model.inner.weight.detach())
    shown = ", ".join(f"{WORDS[i]}: {WORDS[nearest[i]]}" for i in (0, 12, 30))
    print(f"nearest word of the same kind {share:.3f} (untrained: {before:.3f})")
    print(shown)


if __name__ == "__main__":
    main()
