"""What remains of a training run for people: one page with everything, which needs no other file."""

from __future__ import annotations

import base64
import html
import io
import platform
from typing import TYPE_CHECKING

import numpy as np

from .._arrays.threads import get_num_threads
from .._base.atomic import write_text
from ..version import __version__
from .describe import HEAD, cells, layers
from .run import confusion, evaluate
from .settings import shown

if TYPE_CHECKING:
    from typing import Any

    from .run import Run


_MANY = 25  # more classes make a matrix that nobody reads
_WRONG, _RIGHT = 40, 16  # pictures shown


def _png(pixels):
    """Pixels uint8 (H, W, 3) as a data URL, at most 96 pixels wide."""
    from PIL import Image

    image, memory = Image.fromarray(pixels), io.BytesIO()
    image.thumbnail((96, 96))
    small = image.size[0] <= 48  # few pixels are kept as they are; of more, a photograph's compression is enough
    image.save(memory, "PNG" if small else "JPEG", **({} if small else {"quality": 85}))
    return _url(memory.getvalue(), "png" if small else "jpeg")


def _url(data, kind="png"):
    return f"data:image/{kind};base64," + base64.b64encode(data).decode()


def _text(value):
    """A name for the page."""
    return html.escape(shown(value))


def _table(head, rows, numbers=()):
    """A table; the columns ``numbers`` are set to the right."""

    def row(tag, values):
        return "".join(
            f"<{tag}{' class=n' if i in numbers else ''}>{html.escape(str(v))}</{tag}>" for i, v in enumerate(values)
        )

    body = "".join(f"<tr>{row('td', r)}</tr>" for r in rows)
    return f"<div class=wide><table class=plain><tr>{row('th', head)}</tr>{body}</table></div>"


def _matrix(matrix, classes):
    """The confusion matrix, darker where there is more of a row; of many classes, the most frequent mistakes."""
    if len(classes) > _MANY:
        off = matrix * ~np.eye(len(classes), dtype=bool)
        worst = [
            divmod(int(k), len(classes)) for k in np.argsort(-off, axis=None, kind="stable")[:_MANY] if off.flat[k]
        ]
        rows = [
            (shown(classes[i]), shown(classes[j]), off[i, j], f"{off[i, j] / matrix[i].sum():.1%}") for i, j in worst
        ]
        return "<p>The most frequent mistakes:</p>" + _table(
            ("is", "network says", "pictures", "of its class"), rows, (2, 3)
        )
    names = [_text(c) for c in classes]
    rows = ["<tr><th></th>" + "".join(f"<th class=top><span>{n}</span></th>" for n in names) + "</tr>"]
    for i, name in enumerate(names):
        total, row = max(int(matrix[i].sum()), 1), []
        for j, n in enumerate(matrix[i].tolist()):
            share = n / total
            back = f"rgba(46,125,80,{0.9 * share:.2f})" if i == j else f"rgba(201,76,42,{min(0.9, 2.5 * share):.2f})"
            light = ";color:#fff" if share > (0.6 if i == j else 0.25) else ""
            title = f"{name}: {n} of {total} are called {names[j]}"
            row.append(f'<td style="background:{back}{light}" title="{title}">{n or "<i>·</i>"}</td>')
        rows.append(f"<tr><th>{name}</th>{''.join(row)}</tr>")
    text = "<p>Rows: what the pictures show. Columns: what the network says.</p>"
    return f"{text}<div class=wide><table class=matrix>{''.join(rows)}</table></div>"


def _per_class(run, matrix):
    """A bar per class: how many of its pictures are right, how many of those called so are it, and how many there are
    to learn from."""
    classes, trained = run.pictures.classes, run.pictures.train.counts(len(run.pictures.classes))
    rows = []
    recall = matrix.diagonal() / np.maximum(matrix.sum(1), 1)
    precision = matrix.diagonal() / np.maximum(matrix.sum(0), 1)
    for c in np.argsort(recall, kind="stable").tolist():
        there = matrix[c].sum() > 0
        bar = f'<div class=bar><div style="width:{100 * recall[c]:.1f}%"></div></div>'
        rows.append(
            f"<tr><td>{_text(classes[c])}</td><td>{bar}</td><td class=n>{f'{recall[c]:.1%}' if there else '–'}</td><td "
            f"class=n>{f'{precision[c]:.1%}' if matrix[:, c].any() else '–'}</td><td "
            f"class=n>{matrix[c].sum():,}</td><td class=n>{trained[c]:,}</td></tr>"
        )
    head = (
        "<tr><th>class</th><th></th><th class=n>right</th><th class=n>right when said</th><th "
        f"class=n>{run.pictures.held}</th><th class=n>training</th></tr>"
    )
    return f"<div class=wide><table class=plain>{head}{''.join(rows)}</table></div>"


def _figure(run, pictures, i, p):
    """A picture with what the network says about it."""
    names, label, guess = run.pictures.classes, int(pictures.labels[i]), int(p[i].argmax())
    text = f"{_text(names[guess])} <small>{p[i, guess]:.0%}</small>"
    if guess != label:
        text += f"<br><small>is {_text(names[label])}, {p[i, label]:.1%}</small>"
    title = f' title="{_text(pictures.names[i])}"' if pictures.names else ""
    src = _png(pictures.take(pictures.rows[i : i + 1])[0])
    return (
        f'<figure class={"good" if guess == label else "bad"}{title}><img alt="" '
        f'src="{src}"><figcaption>{text}</figcaption></figure>'
    )


def _grids(run, pictures, p):
    """(the most wrong pictures, some right ones): the wrong ones by how sure the network is of its mistake."""
    guesses = p.argmax(1)
    wrong = np.flatnonzero(guesses != pictures.labels)
    wrong = wrong[np.argsort(-p[wrong, guesses[wrong]], kind="stable")][:_WRONG]
    right = np.flatnonzero(guesses == pictures.labels)
    right = right[np.linspace(0, len(right) - 1, min(_RIGHT, len(right))).astype(int)]
    try:
        return ["".join(_figure(run, pictures, i, p) for i in part.tolist()) for part in (wrong, right)]
    except ImportError:
        return ["<p>Pillow is not installed.</p>"] * 2


STYLE = """
:root{color-scheme:light}*{box-sizing:border-box}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;color:#20242a;
max-width:68rem;margin:2.2rem auto;padding:0 1.2rem}h1{font-size:1.7rem;margin:0}h1+p{margin-top:.2rem;color:#5a626d}
h2{font-size:1.15rem;margin:2.4rem 0 .8rem;padding-bottom:.25rem;border-bottom:1px solid #dfe3e8}
.facts{display:flex;gap:1rem;flex-wrap:wrap;margin-top:1.4rem}
.facts div{background:#f4f6f8;border-radius:10px;padding:.7rem 1.1rem;flex:1 1 9rem}
.facts span{display:block;color:#5a626d;font-size:.82rem}.facts b{font-size:1.7rem;font-weight:620;white-space:nowrap}
img.curves{width:100%}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.88rem}.n{text-align:right!important;font-variant-numeric:tabular-nums}
.plain th{text-align:left;color:#5a626d;font-weight:500}
.plain td,.plain th{padding:.18rem 1rem .18rem 0;border-bottom:1px solid #f0f2f4}
.matrix td{padding:.3rem .4rem;text-align:center;min-width:2.5rem;border:2px solid #fff;background:#f4f6f8;
font-variant-numeric:tabular-nums}
.matrix th{font-weight:500;color:#444b55;text-align:right;padding:.3rem .6rem .3rem 0}
.matrix th.top{padding:.3rem 0;text-align:center;vertical-align:bottom}
.matrix th.top span{writing-mode:vertical-rl;transform:rotate(180deg)}.matrix i{color:#b4bac2;font-style:normal}
.bar{width:15rem;height:.7rem;border-radius:.35rem;background:#f6ddd4;overflow:hidden}
.bar div{height:100%;background:#2e7d50}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(98px,1fr));gap:.8rem .5rem}
figure{margin:0;text-align:center;font-size:.84rem;line-height:1.3;overflow-wrap:anywhere}
figure img{width:80px;height:80px;object-fit:cover;image-rendering:auto;border-radius:6px;border:3px solid #2e7d50}
figure.bad img{border-color:#c94c2a}
figure.bad figcaption{color:#a63c1e}small{color:#69717c}footer{margin:3rem 0 2rem;color:#7b838e;font-size:.85rem}
"""


def write_report(run: Run, path: str, png: bytes | None = None) -> dict[str, Any]:
    """Write the page: figures, curves, confusion matrix, classes, the most wrong pictures, network, settings, speed.

    ``png``: the picture of the curves. Measures the network as it is; returns {"validation" or "test": (loss,
    accuracy), …}.
    """
    s, pictures, classes = run.settings, run.pictures, run.pictures.classes
    loss, accuracy, p = evaluate(run.model, pictures.test, len(classes))
    results = {pictures.held: (loss, accuracy)}
    if pictures.final is not None:
        results["test"] = evaluate(run.model, pictures.final, len(classes))[:2]
    matrix = confusion(pictures.test.labels, p.argmax(1), len(classes))
    wrong, right = _grids(run, pictures.test, p)
    mistakes = int(matrix.sum() - matrix.trace())
    facts = [(f"{part} accuracy", f"{a:.2%}") for part, (_, a) in results.items()]
    facts += [
        (f"{pictures.held} loss", f"{loss:.4f}"),
        ("best epoch", f"{run.best['epoch']} of {len(run.history)}"),
        ("parameters", f"{sum(w.numel() for w in run.model.parameters()):,}"),
        ("pictures per second", f"{np.median([h['pictures_per_second'] for h in run.history]):,.0f}"),
    ]
    title = f"{_text(s.model)} on {_text(pictures.title)}"
    parts = {
        "Curves": f'<img class=curves alt="curves" src="{_url(png)}">'
        if png
        else "<p>matplotlib is not installed.</p>",
        "Confusion matrix": _matrix(matrix, classes),
        "Classes": _per_class(run, matrix),
        "Most wrong": f"<p>{mistakes:,} mistakes among {len(p):,} {pictures.held} pictures; the surest first.</p>"
        f"<div class=grid>{wrong}</div>"
        if mistakes
        else f"<p>Not one of {len(p):,} {pictures.held} pictures is wrong.</p>",
        "Right": f"<div class=grid>{right}</div>",
        "Epochs": _epochs(run),
        "Network": _table(HEAD, [cells(r) for r in layers(run.model, (3, s.size, s.size))], (3, 4, 5)),
        "Settings and speed": _table(("option", "value"), _facts(run)),
    }
    body = "".join(f"<h2>{head}</h2>{text}" for head, text in parts.items())
    final = f" and {len(pictures.final):,} test" if pictures.final is not None else ""
    page = f"""<!doctype html><html lang=en><meta charset=utf-8>
<meta name=viewport content="width=device-width"><title>{title}</title>
<style>{STYLE}</style><h1>{title}</h1>
<p>{len(pictures.train):,} training and {len(pictures.test):,} {pictures.held}{final} pictures in {len(classes)}
classes; weights of the best epoch (best.pt)</p>
<div class=facts>{"".join(f"<div><span>{k}</span><b>{v}</b></div>" for k, v in facts)}</div>
{body}<footer>Made by rushlight {__version__} train. Repeat it with the options above.</footer></html>
"""
    write_text(path, page)
    return results


def _epochs(run):
    head = (
        "epoch",
        "training loss",
        "accuracy",
        f"{run.pictures.held} loss",
        "accuracy",
        "learning rate",
        "time",
        "pictures/s",
        "loader, pictures/s",
    )
    rows = [
        (
            h["epoch"],
            f"{h['train_loss']:.4f}",
            f"{h['train_accuracy']:.2%}",
            f"{h['test_loss']:.4f}",
            f"{h['test_accuracy']:.2%}",
            f"{h['lr']:.3g}",
            f"{h['seconds']:.1f} s",
            f"{h['pictures_per_second']:,.0f}",
            f"{h['loader_pictures_per_second']:,.0f}",
        )
        for h in run.history
    ]
    return _table(head, rows, range(9))


def _facts(run):
    hidden = ("out", "save_every", "download", "root", "strict", "cache")
    rows = [
        ("--" + k.replace("_", "-"), shown(v))
        for k, v in run.settings.as_dict().items()
        if v not in (None, False) and k not in hidden
    ]
    if run.pictures.train.augment is not None:
        rows.append(("changes of training pictures", str(run.pictures.train.augment)))
    rows += [("pictures", fact) for fact in run.pictures.facts]
    rows.append(
        (
            "machine",
            f"{platform.machine()}, {get_num_threads()} threads, Python {platform.python_version()}, NumPy "
            f"{np.__version__}",
        )
    )
    return rows
