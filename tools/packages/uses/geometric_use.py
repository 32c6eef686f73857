# needs: torch-geometric
import torch
import torch_geometric as pyg
from _show import fill, show, waves
from torch_geometric import nn
from torch_geometric.data import Batch, Data
from torch_geometric.loader import DataLoader
from torch_geometric.utils import add_self_loops, degree, k_hop_subgraph, softmax, to_dense_adj, to_undirected

edges = to_undirected(torch.tensor([[0, 1, 2, 3, 4, 0, 5], [1, 2, 3, 4, 5, 3, 1]]))
x = waves(6, 8)
for name, layer in {
    "gcn": nn.GCNConv(8, 4),
    "gat": nn.GATConv(8, 4, heads=2),
    "gatv2": nn.GATv2Conv(8, 4),
    "sage": nn.SAGEConv(8, 4),
    "gin": nn.GINConv(torch.nn.Linear(8, 4)),
    "graph": nn.GraphConv(8, 4),
    "cheb": nn.ChebConv(8, 4, K=2),
    "transformer": nn.TransformerConv(8, 4),
    "tag": nn.TAGConv(8, 4),
    "edge": nn.EdgeConv(torch.nn.Linear(16, 4)),
}.items():
    z = x.clone().requires_grad_()
    y = fill(layer)(z, edges)
    y.square().sum().backward()
    show(name, y, z.grad)
graphs = [
    Data(x=waves(n, 8), edge_index=edges[:, edges.max(0).values < n], y=torch.tensor([n % 2])) for n in (3, 4, 5, 6)
]
batch = next(iter(DataLoader(graphs, batch_size=4)))
show("batch", batch.batch, batch.ptr, batch.num_graphs)
for pool in (nn.global_mean_pool, nn.global_max_pool, nn.global_add_pool):
    show(pool.__name__, pool(batch.x, batch.batch))
show("topk", fill(nn.TopKPooling(8, 0.5))(batch.x, batch.edge_index, batch=batch.batch)[0])
show(
    "utils",
    degree(edges[0]),
    softmax(waves(12), edges[0][:12]),
    to_dense_adj(edges).sum(),
    add_self_loops(edges)[0].shape[1],
)
show("hops", *k_hop_subgraph(0, 1, edges)[:2])
net = fill(nn.GCN(8, 16, 2, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(5):
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(nn.global_mean_pool(net(batch.x, batch.edge_index), batch.batch), batch.y)
    loss.backward()
    optimizer.step()
show("trained", loss)
show(
    "transform",
    pyg.transforms.AddLaplacianEigenvectorPE(2, is_undirected=True)(graphs[3]).laplacian_eigenvector_pe.abs().sum(),
)
show("list", len(Batch.from_data_list(graphs).to_data_list()))
