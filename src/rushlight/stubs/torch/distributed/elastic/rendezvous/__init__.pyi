# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.elastic.rendezvous import RendezvousConnectionError as RendezvousConnectionError
from rushlight.distributed.elastic.rendezvous import RendezvousError as RendezvousError
from rushlight.distributed.elastic.rendezvous import RendezvousTimeoutError as RendezvousTimeoutError
