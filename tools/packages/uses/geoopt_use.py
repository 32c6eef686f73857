# needs: geoopt
import geoopt
import torch
from _show import show, waves

ball = geoopt.PoincareBall(c=1.0)
x, y = ball.projx(waves(4, 3) * 0.4), ball.projx(waves(4, 3, step=0.9) * 0.4)
show(
    "ball",
    ball.dist(x, y),
    ball.expmap(x, waves(4, 3) * 0.1),
    ball.logmap(x, y),
    ball.mobius_add(x, y),
    ball.transp(x, y, x),
)
for name, manifold, point in (
    ("sphere", geoopt.Sphere(), torch.nn.functional.normalize(waves(4, 3), dim=-1)),
    ("stiefel", geoopt.Stiefel(), torch.linalg.qr(waves(4, 2))[0]),
    ("lorentz", geoopt.Lorentz(), geoopt.Lorentz().projx(waves(4, 3))),
    ("spd", geoopt.SymmetricPositiveDefinite(), waves(3, 3) @ waves(3, 3).T + torch.eye(3)),
):
    tangent = manifold.proju(point, waves(*point.shape, step=0.6) * 0.1)
    show(name, manifold.retr(point, tangent), manifold.inner(point, tangent))
for optimizer_class in (geoopt.optim.RiemannianSGD, geoopt.optim.RiemannianAdam):
    p = geoopt.ManifoldParameter(ball.projx(waves(5, 2) * 0.5), manifold=ball)
    optimizer = optimizer_class([p], lr=0.05)
    for _ in range(6):
        optimizer.zero_grad()
        loss = ball.dist(p[None], p[:, None]).sub(1.0).square().mean()
        loss.backward()
        optimizer.step()
    show(optimizer_class.__name__, loss, p)
print("parameter", type(p).__name__, isinstance(p, torch.nn.Parameter))
