# needs: torchmetrics
import torch
import torchmetrics
from _show import show, waves
from torchmetrics import MetricCollection, classification, functional, image, regression, text

scores, target = waves(40, 5), torch.arange(40) * 7 % 5
collection = MetricCollection(
    {
        "accuracy": classification.MulticlassAccuracy(num_classes=5),
        "f1": classification.MulticlassF1Score(num_classes=5),
        "auroc": classification.MulticlassAUROC(num_classes=5),
        "calibration": classification.MulticlassCalibrationError(num_classes=5),
        "confusion": classification.MulticlassConfusionMatrix(num_classes=5),
    }
)
for part in range(0, 40, 10):
    collection.update(scores[part : part + 10].softmax(-1), target[part : part + 10])
for name, value in collection.compute().items():
    show(name, value)
collection.reset()
binary, truth = waves(50).sigmoid(), (waves(50, step=1.1) > 0).long()
for metric in (
    classification.BinaryAUROC(),
    classification.BinaryAveragePrecision(),
    classification.BinaryJaccardIndex(),
):
    show(type(metric).__name__, metric(binary, truth))
a, b = waves(30), waves(30, step=0.5)
for metric in (
    regression.R2Score(),
    regression.PearsonCorrCoef(),
    regression.SpearmanCorrCoef(),
    regression.MeanSquaredError(),
):
    metric.update(a[:15], b[:15])
    metric.update(a[15:], b[15:])
    show(type(metric).__name__, metric.compute())
p, q = waves(2, 3, 32, 32).abs(), waves(2, 3, 32, 32, step=0.4).abs()
show("ssim", image.StructuralSimilarityIndexMeasure(data_range=1.0)(p, q))
show("psnr", image.PeakSignalNoiseRatio(data_range=1.0)(p, q))
show("perplexity", text.Perplexity()(waves(2, 6, 5), target[:12].reshape(2, 6)))
show("cosine", functional.pairwise_cosine_similarity(waves(4, 3), waves(2, 3, step=0.6)))
mean = torchmetrics.MeanMetric()
mean.update(a, weight=b.abs())
show("mean", mean.compute())
state = collection["accuracy"].state_dict()
show("states", len(state), len(collection))
