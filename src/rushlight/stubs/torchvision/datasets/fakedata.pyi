# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.fakedata import FakeData as FakeData
