# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.serialization.safetensors import SafetensorError as SafetensorError
from rushlight.serialization.safetensors import load as load
from rushlight.serialization.safetensors import load_file as load_file
from rushlight.serialization.safetensors import load_model as load_model
from rushlight.serialization.safetensors import save as save
from rushlight.serialization.safetensors import save_file as save_file
from rushlight.serialization.safetensors import save_model as save_model
