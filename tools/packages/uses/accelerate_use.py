# needs: accelerate
import torch
from _show import fill, show, waves
from accelerate import Accelerator, init_empty_weights
from accelerate.utils import set_seed
from torch.utils.data import DataLoader, TensorDataset

set_seed(1)
accelerator = Accelerator(cpu=True, gradient_accumulation_steps=2)
model = fill(torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 8)
loader = DataLoader(TensorDataset(waves(32, 4), waves(32, 1, step=0.8)), batch_size=8)
model, optimizer, loader, schedule = accelerator.prepare(model, optimizer, loader, schedule)
for _ in range(2):
    for x, y in loader:
        with accelerator.accumulate(model):
            loss = torch.nn.functional.mse_loss(model(x), y)
            accelerator.backward(loss)
            accelerator.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
show("loss", loss, schedule.get_last_lr()[0])
show("weights", *accelerator.unwrap_model(model).parameters())
show("gathered", accelerator.gather_for_metrics(torch.arange(4)), accelerator.reduce(torch.ones(2)))
print("state", accelerator.num_processes, accelerator.is_main_process, accelerator.device)
accelerator.save_state("kept")
fill(accelerator.unwrap_model(model))
accelerator.load_state("kept")
show("loaded", *model.parameters())
with init_empty_weights():
    empty = torch.nn.Linear(1000, 1000)
print("empty", empty.weight.device)
