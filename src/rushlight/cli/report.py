"""What remains of a training run for people: a picture of the curves, and one page with everything."""

from __future__ import annotations

import base64
import html
import io
import sys

import numpy as np

from .._atomic import write_bytes, write_text
from ..autograd import no_grad
from ..utils.data import DataLoader, Subset
from .data import MEAN, STD
from .describe import HEAD, layers

__all__ = ["curves", "write_curves", "write_report"]

_warned = False


def curves(history):
    """A PNG of loss and accuracy per epoch (bytes), or None where matplotlib is not installed."""
    global _warned
    try:
        import matplotlib
    except ImportError:
        if not _warned:
            _warned = True
            print(
                "no picture of the curves: matplotlib is missing; pip install 'rushlight[train]'",
                file=sys.stderr,
            )
        return None
    matplotlib.use("Agg")
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    epochs = [h["epoch"] for h in history]
    figure = Figure(figsize=(9, 3.6), dpi=120, layout="constrained")
    for axes, key, title in zip(
        figure.subplots(1, 2), ("loss", "accuracy"), ("Loss", "Accuracy"), strict=True
    ):
        for part, colour in (("train", "#4878a8"), ("test", "#d1603d")):
            values = [h[f"{part}_{key}"] for h in history]
            last = f"{values[-1]:.1%}" if key == "accuracy" else f"{values[-1]:.3f}"
            label = f"{'training' if part == 'train' else 'test'} {last}"
            axes.plot(epochs, values, marker="o", markersize=4, color=colour, label=label)
        axes.set(title=title, xlabel="epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if key == "accuracy":
            axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
    memory = io.BytesIO()
    figure.savefig(memory, format="png")
    return memory.getvalue()


def write_curves(history, path):
    """Write the picture of the curves; False where matplotlib is missing, or there is nothing to draw yet."""
    png = curves(history) if history else None
    if png is not None:
        write_bytes(path, png)
    return png is not None


def _png(picture):
    """A picture (3, H, W) from -1 to 1 as a data URL."""
    from PIL import Image

    a = (
        picture.numpy() * np.asarray(STD, np.float32)[:, None, None]
        + np.asarray(MEAN, np.float32)[:, None, None]
    )
    memory = io.BytesIO()
    Image.fromarray((a.clip(0, 1) * 255 + 0.5).astype(np.uint8).transpose(1, 2, 0)).save(memory, "PNG")
    return _url(memory.getvalue())


def _url(png):
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _table(head, rows):
    cells = "".join(f"<th>{html.escape(h)}</th>" for h in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(str(c))}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table class=plain><tr>{cells}</tr>{body}</table>"


def _confusion(matrix, classes):
    """The confusion matrix as a table, darker where there is more of a row."""
    names = [html.escape(c) for c in classes]
    rows = ["<tr><th></th>" + "".join(f"<th>{n}</th>" for n in names) + "<th>right</th></tr>"]
    for i, name in enumerate(names):
        total = max(int(matrix[i].sum()), 1)
        cells = []
        for j, n in enumerate(matrix[i].tolist()):
            colour = f"rgba({'58,130,80' if i == j else '200,80,50'},{min(1.0, (n / total) * (0.9 if i == j else 4)):.2f})"
            cells.append(f'<td style="background:{colour}">{n or ""}</td>')
        rows.append(f"<tr><th>{name}</th>{''.join(cells)}<td>{matrix[i, i] / total:.1%}</td></tr>")
    return f"<table class=matrix>{''.join(rows)}</table>"


def _predictions(run, count=60):
    """Test pictures with what the network says: mistakes first, then the beginning of the data set."""
    test, wrong, right = run.pictures.test, [], []
    run.model.eval()
    with no_grad():
        at = 0
        for x, y in DataLoader(Subset(test, range(min(len(test), 2000))), 256):
            p = run.model(x).softmax(1).numpy()
            for k, (probabilities, label) in enumerate(zip(p, y.tolist(), strict=True)):
                guess = int(probabilities.argmax())
                (right if guess == label else wrong).append(
                    (at + k, label, guess, float(probabilities[guess]))
                )
            at += len(y)
    run.model.train()
    shown = wrong[: count // 3]
    shown += (right + wrong[count // 3 :])[: count - len(shown)]
    figures = []
    for i, label, guess, p in shown:
        names = run.pictures.classes
        text = f"{html.escape(names[guess])} <small>{p:.0%}</small>"
        if guess != label:
            text += f"<br><small>is {html.escape(names[label])}</small>"
        kind = "good" if guess == label else "bad"
        figures.append(
            f'<figure class={kind}><img src="{_png(test[i][0])}"><figcaption>{text}</figcaption></figure>'
        )
    return "".join(figures), len(wrong)


STYLE = """
:root{color-scheme:light}body{font:15px/1.5 system-ui,sans-serif;color:#222;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin-bottom:0}
h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #ddd}.big{font-size:2.6rem;font-weight:650}
.facts{display:flex;gap:2.5rem;flex-wrap:wrap}.facts div span{display:block;color:#666;font-size:.85rem}img.curves{max-width:100%}
table{border-collapse:collapse;font-size:.88rem}
.plain th{text-align:left;color:#666;font-weight:500}.plain td,.plain th{padding:.15rem .8rem .15rem 0}
.matrix td,.matrix th{padding:.25rem .5rem;text-align:right;min-width:1.9rem;border:1px solid #fff}.matrix th{font-weight:500;color:#555}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(76px,1fr));gap:.6rem}figure{margin:0;text-align:center;font-size:.85rem}
figure img{width:64px;height:64px;image-rendering:pixelated;border-radius:4px;border:3px solid #3a8250}figure.bad img{border-color:#c85032}
figure.bad{color:#a33}small{color:#777}footer{margin-top:3rem;color:#888;font-size:.85rem}
"""


def write_report(run, matrix, path):
    """Write the page: figures, curves, confusion matrix, test pictures with predictions, network, settings. It needs no other file."""
    last, s = run.history[-1], run.settings
    png = curves(run.history)
    pictures, mistakes = _predictions(run)
    shape = tuple(run.pictures.train[0][0].shape)
    total = sum(p.numel() for p in run.model.parameters())
    facts = [
        ("test accuracy", f"{last['test_accuracy']:.2%}"), ("test loss", f"{last['test_loss']:.4f}"), ("parameters", f"{total:,}"),
        ("pictures per second", f"{last['pictures_per_second']:,.0f}"), ("epochs", len(run.history)),
    ]  # fmt: skip
    rows = [
        (n, k, "×".join(map(str, ("N", *sh[1:]))), f"{c:,}" if c else "", r)
        for n, k, sh, c, r in layers(run.model, shape)
    ]
    history = [
        (h["epoch"], f"{h['train_loss']:.4f}", f"{h['train_accuracy']:.2%}", f"{h['test_loss']:.4f}", f"{h['test_accuracy']:.2%}",
         f"{h['lr']:.3g}", f"{h['seconds']:.1f} s") for h in run.history
    ]  # fmt: skip
    shown = {
        k: v
        for k, v in s.as_dict().items()
        if v is not None and k not in ("out", "save_every", "download", "root")
    }
    title = f"{html.escape(s.model)} on {html.escape(run.pictures.title)}"
    page = f"""<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width"><title>{title}</title>
<style>{STYLE}</style>
<h1>{title}</h1>
<p>{len(run.pictures.train):,} training and {len(run.pictures.test):,} test pictures in {len(run.pictures.classes)} classes</p>
<div class=facts>{"".join(f"<div><span>{k}</span><b class=big>{v}</b></div>" for k, v in facts)}</div>
<h2>Curves</h2>{f'<img class=curves alt="loss and accuracy per epoch" src="{_url(png)}">' if png else "<p>matplotlib is not installed.</p>"}
{_table(("epoch", "training loss", "accuracy", "test loss", "accuracy", "learning rate", "time"), history)}
<h2>Confusion matrix</h2><p>Rows: what the test pictures show. Columns: what the network says.</p>{_confusion(matrix, run.pictures.classes)}
<h2>Test pictures</h2>
<p>{mistakes} mistakes among the first {min(len(run.pictures.test), 2000):,}; some of them come first, with a red frame.</p>
<div class=grid>{pictures}</div>
<h2>The network</h2>{_table(HEAD, rows)}
<h2>Settings</h2>{_table(("option", "value"), shown.items())}
<footer>rushlight train; continue or repeat it with the options above.</footer></html>
"""
    write_text(path, page)
