# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.io.image import ImageReadMode as ImageReadMode
from rushlight.vision.io.image import decode_avif as decode_avif
from rushlight.vision.io.image import decode_gif as decode_gif
from rushlight.vision.io.image import decode_heic as decode_heic
from rushlight.vision.io.image import decode_image as decode_image
from rushlight.vision.io.image import decode_jpeg as decode_jpeg
from rushlight.vision.io.image import decode_png as decode_png
from rushlight.vision.io.image import decode_webp as decode_webp
from rushlight.vision.io.image import encode_jpeg as encode_jpeg
from rushlight.vision.io.image import encode_png as encode_png
from rushlight.vision.io.image import read_file as read_file
from rushlight.vision.io.image import read_image as read_image
from rushlight.vision.io.image import write_file as write_file
from rushlight.vision.io.image import write_jpeg as write_jpeg
from rushlight.vision.io.image import write_png as write_png
