# needs: pytorch-metric-learning rotary-embedding-torch
import torch
from _show import show, waves
from pytorch_metric_learning import distances, losses, miners, reducers
from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator
from rotary_embedding_torch import RotaryEmbedding

x, y = waves(16, 8), torch.arange(16) % 4
for name in (
    "TripletMarginLoss", "ContrastiveLoss", "NTXentLoss", "MultiSimilarityLoss", "CircleLoss", "LiftedStructureLoss",
    "GeneralizedLiftedStructureLoss", "AngularLoss", "SupConLoss", "FastAPLoss",
    "IntraPairVarianceLoss", "SignalToNoiseRatioContrastiveLoss",
):  # fmt: skip
    z = x.clone().requires_grad_()
    loss = getattr(losses, name)()(z, y)
    loss.backward()
    show(name, loss, z.grad)
for name in ("ArcFaceLoss", "CosFaceLoss", "NormalizedSoftmaxLoss", "ProxyNCALoss", "ProxyAnchorLoss"):
    loss = getattr(losses, name)(num_classes=4, embedding_size=8)
    with torch.no_grad():
        for p in loss.parameters():
            p.copy_(waves(*p.shape, step=0.5))
    show(name, loss(x, y))
for miner in (miners.MultiSimilarityMiner(), miners.TripletMarginMiner(), miners.BatchHardMiner()):
    show(type(miner).__name__, *[torch.as_tensor(len(part)) for part in miner(x, y)])
show("distances", distances.CosineSimilarity()(x), distances.LpDistance()(x))
show(
    "reduced",
    losses.TripletMarginLoss(reducer=reducers.AvgNonZeroReducer(), distance=distances.CosineSimilarity())(x, y),
)
rotary = RotaryEmbedding(dim=8)
show("rotary", rotary.rotate_queries_or_keys(waves(1, 2, 5, 16)))
print("calculator", AccuracyCalculator.__name__)
