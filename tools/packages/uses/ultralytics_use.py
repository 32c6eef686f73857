# needs: ultralytics
import os

os.environ["YOLO_VERBOSE"] = "False"  # it tells of its settings when they are made
import torch
from _show import fill, show, waves
from ultralytics import YOLO
from ultralytics.nn.tasks import ClassificationModel, DetectionModel, SegmentationModel
from ultralytics.utils import ops
from ultralytics.utils.metrics import bbox_iou

for name, model in {
    "detect": DetectionModel("yolov8n.yaml", nc=3, verbose=False),
    "eleven": DetectionModel("yolo11n.yaml", nc=3, verbose=False),
    "segment": SegmentationModel("yolov8n-seg.yaml", nc=3, verbose=False),
    "classify": ClassificationModel("yolov8n-cls.yaml", nc=3, verbose=False),
}.items():
    out = fill(model).eval()(waves(1, 3, 64, 64))
    out = out[0] if isinstance(out, (tuple, list)) else out
    out = out[0] if isinstance(out, (tuple, list)) else out
    show(name, out[0].reshape(-1)[:8], sum(p.numel() for p in model.parameters()))
boxes = torch.tensor([[10.0, 10.0, 20.0, 20.0], [11.0, 11.0, 21.0, 20.0], [40.0, 40.0, 60.0, 60.0]])
show("iou", bbox_iou(boxes[:1], boxes, xywh=False, CIoU=True))
show("convert", ops.xyxy2xywh(boxes), ops.xywh2xyxy(boxes))
yolo = YOLO("yolov8n.yaml", verbose=False)
fill(yolo.model)
result = yolo.predict(waves(1, 3, 64, 64).abs(), verbose=False, conf=0.9, imgsz=64, device="cpu")
show("predict", len(result))
