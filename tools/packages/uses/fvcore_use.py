# needs: fvcore
import torch
from _show import fill, show, waves
from fvcore.common.param_scheduler import CosineParamScheduler, MultiStepParamScheduler
from fvcore.nn import (
    FlopCountAnalysis,
    flop_count_table,
    giou_loss,
    parameter_count,
    sigmoid_focal_loss,
    smooth_l1_loss,
)
from fvcore.nn.precise_bn import update_bn_stats

net = fill(
    torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(144, 2)
    )
)
show("parameters", parameter_count(net)[""])
show("focal", sigmoid_focal_loss(waves(6, 3), (waves(6, 3, step=0.9) > 0).float(), reduction="mean"))
show("smooth", smooth_l1_loss(waves(6), waves(6, step=0.9), 0.1, reduction="sum"))
boxes = torch.tensor([[0.0, 0.0, 2.0, 2.0], [1.0, 1.0, 3.0, 4.0]])
show("giou", giou_loss(boxes, boxes.flip(0)))
update_bn_stats(net.train(), [waves(4, 3, 8, 8, step=0.3 + i / 10) for i in range(4)], 4)
show("bn", net[1].running_mean, net[1].running_var)
show("schedules", CosineParamScheduler(1.0, 0.1)(0.3), MultiStepParamScheduler([1.0, 0.1], num_updates=10)(0.6))
flops = FlopCountAnalysis(net.eval(), waves(1, 3, 8, 8))
show("flops", flops.total())
print(flop_count_table(flops))
