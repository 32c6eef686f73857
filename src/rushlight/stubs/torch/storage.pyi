# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.storage import BFloat16Storage as BFloat16Storage
from rushlight.storage import BoolStorage as BoolStorage
from rushlight.storage import ByteStorage as ByteStorage
from rushlight.storage import CharStorage as CharStorage
from rushlight.storage import ComplexDoubleStorage as ComplexDoubleStorage
from rushlight.storage import ComplexFloatStorage as ComplexFloatStorage
from rushlight.storage import DoubleStorage as DoubleStorage
from rushlight.storage import FloatStorage as FloatStorage
from rushlight.storage import HalfStorage as HalfStorage
from rushlight.storage import IntStorage as IntStorage
from rushlight.storage import LongStorage as LongStorage
from rushlight.storage import ShortStorage as ShortStorage
from rushlight.storage import TypedStorage as TypedStorage
from rushlight.storage import UntypedStorage as UntypedStorage
