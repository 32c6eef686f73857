# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.feature_extraction import create_feature_extractor as create_feature_extractor
from rushlight.vision.models.feature_extraction import get_graph_node_names as get_graph_node_names
