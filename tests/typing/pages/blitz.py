"""The notes' program: tensors, gradients, a network, a loss, an optimizer."""

from typing import assert_type

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch import Tensor

x = torch.empty(5, 3)
assert_type(x, Tensor)
x = torch.rand(5, 3)
x = torch.zeros(5, 3, dtype=torch.long)
x = torch.tensor([5.5, 3])
assert_type(x, Tensor)
x = x.new_ones(5, 3, dtype=torch.double)
x = torch.randn_like(x, dtype=torch.float)
assert_type(x.size(), torch.Size)
assert_type(x.size(0), int)
y = torch.rand(5, 3)
assert_type(x + y, Tensor)
assert_type(2 * x, Tensor)
assert_type(x[:, 1], Tensor)
result = torch.empty(5, 3)
torch.add(x, y, out=result)
y.add_(x)
z = x.view(-1, 8)
z = x.view(16)
rows, columns = x.shape
value = torch.randn(1).item()
assert_type(value, int | float | bool)
a = torch.ones(5).numpy()
b = torch.from_numpy(a)
assert_type(b, Tensor)
for row in x:
    assert_type(row, Tensor)

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
y = torch.ones_like(x, device=device)
x = x.to(device)
z = x + y
print(z.to("cpu", torch.double))

x = torch.ones(2, 2, requires_grad=True)
out = (x + 2).pow(2).mean()
out.backward()
if x.grad is not None:
    assert_type(x.grad, Tensor)
with torch.no_grad():
    print((x**2).requires_grad)


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, self.num_flat_features(x))
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)

    def num_flat_features(self, x: Tensor) -> int:
        size = x.size()[1:]
        n = 1
        for s in size:
            n *= s
        return n


net = Net()
params = list(net.parameters())
assert_type(params, list[nn.Parameter])
print(len(params), params[0].size())
output = net(torch.randn(1, 3, 32, 32))
net.zero_grad()
output.backward(torch.randn(1, 10))

target = torch.randn(10).view(1, -1)
criterion = nn.MSELoss()
loss = criterion(net(torch.randn(1, 3, 32, 32)), target)
print(loss.grad_fn, loss.item())
loss.backward()
if net.conv1.bias is not None:
    print(net.conv1.bias.grad)

optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.1)
optimizer.zero_grad()
loss = nn.CrossEntropyLoss()(net(torch.randn(4, 3, 32, 32)), torch.tensor([1, 2, 3, 4]))
loss.backward()
optimizer.step()
scheduler.step()

_, predicted = torch.max(output, 1)
assert_type(predicted, Tensor)
correct = (predicted == target).sum().item()
torch.save(net.state_dict(), "net.pt")
net.load_state_dict(torch.load("net.pt"))
torch.manual_seed(0)
