# needs: stable-baselines3 gymnasium
import gymnasium
import numpy as np
import torch
from _show import fill, show
from torch import nn
from torch.distributions import Categorical


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.critic = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))
        self.actor = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 2))

    def forward(self, x, action):
        policy = Categorical(logits=self.actor(x))
        return policy.log_prob(action), policy.entropy(), self.critic(x)


agent = fill(Agent())
optimizer = torch.optim.Adam(agent.parameters(), lr=2.5e-3, eps=1e-5)
environment = gymnasium.make("CartPole-v1")
obs, _ = environment.reset(seed=1)
steps = 64
states, actions, rewards, ends, values, old = (
    torch.zeros(steps, 4),
    torch.zeros(steps),
    *(torch.zeros(steps) for _ in range(4)),
)
for update in range(3):
    for i in range(steps):
        states[i] = torch.as_tensor(np.asarray(obs))
        with torch.no_grad():
            action = agent.actor(states[i]).argmax() if i % 3 else torch.tensor(i % 2)
            log_prob, _, value = agent(states[i], action)
        actions[i], old[i], values[i] = action, log_prob, value.flatten()
        obs, reward, end, cut, _ = environment.step(int(action))
        rewards[i], ends[i] = float(reward), float(end or cut)
        if end or cut:
            obs, _ = environment.reset(seed=update)
    advantages, last = torch.zeros(steps), 0.0
    for i in reversed(range(steps - 1)):
        delta = rewards[i] + 0.99 * values[i + 1] * (1 - ends[i]) - values[i]
        advantages[i] = last = delta + 0.99 * 0.95 * (1 - ends[i]) * last
    returns = advantages + values
    for _ in range(4):
        log_prob, entropy, value = agent(states, actions.long())
        ratio = (log_prob - old).exp()
        normal = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
        policy_loss = torch.max(-normal * ratio, -normal * ratio.clamp(0.8, 1.2)).mean()
        loss = policy_loss - 0.01 * entropy.mean() + 0.5 * (value.flatten() - returns).square().mean()
        optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(agent.parameters(), 0.5)
        optimizer.step()
    show(f"update-{update}", loss, norm, entropy.mean())
show("weights", *agent.parameters())
