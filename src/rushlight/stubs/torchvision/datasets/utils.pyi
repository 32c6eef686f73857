# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.utils import calculate_md5 as calculate_md5
from rushlight.vision.datasets.utils import check_integrity as check_integrity
from rushlight.vision.datasets.utils import check_md5 as check_md5
from rushlight.vision.datasets.utils import download_and_extract_archive as download_and_extract_archive
from rushlight.vision.datasets.utils import download_url as download_url
from rushlight.vision.datasets.utils import extract_archive as extract_archive
from rushlight.vision.datasets.utils import list_dir as list_dir
from rushlight.vision.datasets.utils import list_files as list_files
from rushlight.vision.datasets.utils import verify_str_arg as verify_str_arg
