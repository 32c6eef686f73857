# needs: torchinfo thop
import torch
from _show import show
from thop import profile
from torchinfo import summary

net = torch.nn.Sequential(
    torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.BatchNorm2d(8), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
    torch.nn.AdaptiveAvgPool2d(2), torch.nn.Flatten(), torch.nn.Linear(32, 5),
)  # fmt: skip
print(str(summary(net, (1, 3, 16, 16), verbose=0, col_names=("input_size", "output_size", "num_params", "mult_adds"))))
show("thop", *profile(net, (torch.zeros(1, 3, 16, 16),), verbose=False))
lstm = torch.nn.LSTM(4, 8, 2, batch_first=True)
print(str(summary(lstm, (2, 5, 4), verbose=0)))
show("thop-lstm", *profile(lstm, (torch.zeros(2, 5, 4),), verbose=False))
