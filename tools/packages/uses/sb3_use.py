# needs: stable-baselines3
import gymnasium
import numpy as np
import torch
from _show import show, waves
from stable_baselines3 import A2C, DQN, PPO, SAC
from stable_baselines3.common.evaluation import evaluate_policy

obs = waves(5, 4).numpy()
for algorithm, environment, options in (
    (PPO, "CartPole-v1", {"n_steps": 64, "batch_size": 32, "n_epochs": 2}),
    (A2C, "CartPole-v1", {"n_steps": 8}),
    (DQN, "CartPole-v1", {"learning_starts": 20, "train_freq": 4, "buffer_size": 500}),
    (SAC, "Pendulum-v1", {"learning_starts": 20, "buffer_size": 500, "batch_size": 16}),
):
    model = algorithm("MlpPolicy", environment, seed=0, device="cpu", policy_kwargs={"net_arch": [16, 16]}, **options)
    for i, p in enumerate(model.policy.parameters()):
        p.data.copy_(waves(*p.shape, step=0.3 + i / 50) * 0.3)
    given = obs if environment == "CartPole-v1" else obs[:, :3]
    actions, _ = model.predict(given, deterministic=True)
    show(f"{algorithm.__name__}-actions", np.asarray(actions, dtype=np.float64))
    model.learn(130)
    model.save(f"kept-{algorithm.__name__}")
    again = algorithm.load(f"kept-{algorithm.__name__}", device="cpu")
    same = all(torch.equal(a, b) for a, b in zip(model.policy.parameters(), again.policy.parameters(), strict=True))
    show(f"{algorithm.__name__}-kept", float(same), model.num_timesteps)
    mean, _ = evaluate_policy(again, gymnasium.make(environment), n_eval_episodes=1)
    show(f"{algorithm.__name__}-evaluated", float(np.isfinite(mean)))
ppo = PPO("MlpPolicy", "CartPole-v1", seed=0, device="cpu", policy_kwargs={"net_arch": [16]})
for i, p in enumerate(ppo.policy.parameters()):
    p.data.copy_(waves(*p.shape, step=0.3 + i / 50) * 0.3)
values, log_prob, entropy = ppo.policy.evaluate_actions(torch.as_tensor(obs), torch.tensor([0, 1, 1, 0, 1]))
show("evaluate", values, log_prob, entropy)
