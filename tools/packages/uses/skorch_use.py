# needs: skorch scikit-learn
import numpy as np
import torch
from _show import fill, show, waves
from sklearn.model_selection import GridSearchCV, cross_val_predict
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from skorch import NeuralNetClassifier, NeuralNetRegressor
from skorch.callbacks import EarlyStopping, EpochScoring, LRScheduler


class Net(torch.nn.Module):
    def __init__(self, hidden=8, out=2):
        super().__init__()
        self.net = fill(torch.nn.Sequential(torch.nn.Linear(5, hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, out)))

    def forward(self, x):
        return self.net(x)


x = waves(80, 5).numpy()
y = (x[:, 0] + 0.3 * x[:, 1] > 0).astype(np.int64)
common = {"criterion": torch.nn.CrossEntropyLoss, "lr": 0.2, "verbose": 0, "iterator_train__shuffle": False}
net = NeuralNetClassifier(
    Net,
    max_epochs=6,
    optimizer__momentum=0.9,
    callbacks=[LRScheduler(policy="StepLR", step_size=2), EarlyStopping(patience=4), EpochScoring("roc_auc")],
    **common,
).fit(x, y)
show("losses", net.history[:, "train_loss"], net.history[:, "valid_loss"])
show("probabilities", net.predict_proba(x))
net.save_params(f_params="kept.pt")
other = NeuralNetClassifier(Net, **common).initialize()
other.load_params(f_params="kept.pt")
show("kept", other.predict_proba(x))
pipeline = Pipeline(
    [("scale", StandardScaler()), ("net", NeuralNetClassifier(Net, max_epochs=3, train_split=None, **common))]
)
show("pipeline", pipeline.fit(x, y).predict_proba(x))
show("cross", cross_val_predict(pipeline, x, y, cv=3, method="predict_proba"))
search = GridSearchCV(pipeline, {"net__module__hidden": [4, 8]}, cv=2, scoring="neg_log_loss").fit(x, y)
show("grid", search.cv_results_["mean_test_score"])
regressor = NeuralNetRegressor(Net, module__out=1, max_epochs=4, lr=0.05, verbose=0, iterator_train__shuffle=False)
show("regression", regressor.fit(x, x[:, :1] ** 2).predict(x))
