"""Two GRUs and attention translate dates, '7 march 1984' to '1984-03-07' (Bahdanau, Cho and Bengio, 2014).

python -m rushlight examples/seq2seq.py --steps 600
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence

NAMES = "january february march april may june july august september october november december"
MONTHS = NAMES.split()
SIGNS = ["", "<", *sorted(set("".join(MONTHS) + "0123456789 -"))]  # padding, start of an answer, letters
PAD, START, ANSWER = 0, 1, 10


def encode(text):
    return torch.tensor([SIGNS.index(c) for c in text])


def dates(n):
    """Questions (n, L), padded, and answers (n, 10)."""
    questions, answers = [], []
    days, months, years = (torch.randint(1, 29, (n,)), torch.randint(0, 12, (n,)), torch.randint(1950, 2050, (n,)))
    for d, m, y in zip(days.tolist(), months.tolist(), years.tolist(), strict=True):
        questions.append(encode(f"{d} {MONTHS[m]} {y}"))
        answers.append(encode(f"{y}-{m + 1:02}-{d:02}"))
    return pad_sequence(questions, batch_first=True, padding_value=PAD), torch.stack(answers)


class Translator(nn.Module):
    def __init__(self, width=32, hidden=64):
        super().__init__()
        self.embedding = nn.Embedding(len(SIGNS), width, padding_idx=PAD)
        self.encoder = nn.GRU(width, hidden // 2, batch_first=True, bidirectional=True)
        self.cell = nn.GRUCell(width + hidden, hidden)
        self.query, self.key = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden, bias=False)
        self.score = nn.Linear(hidden, 1, bias=False)
        self.head = nn.Linear(2 * hidden, len(SIGNS))

    def forward(self, question, answer=None):
        """Logits (N, ANSWER, signs); each sign is shown the true one before it, or without ``answer`` its own."""
        memory, state = self.encoder(self.embedding(question))
        keys, padding = self.key(memory), (question == PAD).unsqueeze(2)
        h = torch.cat([state[0], state[1]], dim=1)
        last = torch.full((len(question),), START)
        logits = []
        for i in range(ANSWER):
            scores = self.score(torch.tanh(self.query(h).unsqueeze(1) + keys)).masked_fill(padding, -torch.inf)
            context = (F.softmax(scores, dim=1) * memory).sum(1)
            h = self.cell(torch.cat([self.embedding(last), context], dim=1), h)
            logits.append(self.head(torch.cat([h, context], dim=1)))
            last = logits[-1].argmax(1) if answer is None else answer[:, i]
        return torch.stack(logits, dim=1)


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    model = Translator()
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    for step in range(1, args.steps + 1):
        question, answer = dates(32)
        loss = F.cross_entropy(model(question, answer).transpose(1, 2), answer)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")

    with torch.no_grad():
        question, answer = dates(200)
        guess = model(question).argmax(2)
    right = (guess == answer).all(dim=1).float().mean().item()
    show = ["".join(SIGNS[i] for i in row) for row in (question[0].tolist(), guess[0].tolist())]
    print(f"dates translated without a mistake {right:.3f}; {show[0]} -> {show[1]}")


if __name__ == "__main__":
    main()
