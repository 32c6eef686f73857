# needs: sentence-transformers
import json
import os

import torch
import transformers
from _show import fill, show, waves
from sentence_transformers import SentenceTransformer, losses, models, util

words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "dog", "sat", "ran", "on", "a", "mat", "road"]
os.makedirs("base", exist_ok=True)
with open("base/vocab.txt", "w") as file:
    file.write("\n".join(words))
transformers.logging.set_verbosity_error()
tokenizer = transformers.BertTokenizer("base/vocab.txt")
tokenizer.save_pretrained("base")
config = transformers.BertConfig(
    vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64
)
fill(transformers.BertModel(config)).save_pretrained("base")
model = SentenceTransformer(
    modules=[models.Transformer("base"), models.Pooling(32), models.Normalize()], device="cpu"
).eval()
sentences = ["the cat sat on the mat", "a dog ran on the road", "the dog sat"]
embedded = model.encode(sentences, convert_to_tensor=True, show_progress_bar=False)
show("embedded", embedded)
show("similar", util.cos_sim(embedded, embedded), util.dot_score(embedded[:1], embedded))
print("search", json.dumps([hit["corpus_id"] for hit in util.semantic_search(embedded[:1], embedded, top_k=2)[0]]))
features = [model.tokenize(sentences[:2]), model.tokenize(sentences[1:])]
for loss in (losses.MultipleNegativesRankingLoss(model), losses.CosineSimilarityLoss(model)):
    model.zero_grad()
    value = loss([dict(f) for f in features], torch.tensor([0.3, 0.8]))
    value.backward()
    show(type(loss).__name__, value, model[0].auto_model.embeddings.word_embeddings.weight.grad[5])
model.save("kept")
show("kept", SentenceTransformer("kept", device="cpu").eval().encode(sentences, show_progress_bar=False))
show("waves", waves(3))
