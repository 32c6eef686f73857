# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.rendezvous import register_rendezvous_handler as register_rendezvous_handler
from rushlight.distributed.rendezvous import rendezvous as rendezvous
