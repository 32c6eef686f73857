# Everything a newcomer needs; each target makes its own environment in .venv (a system Python >= 3.11 with venv and a C++
# compiler are all it assumes).
#   make train   train the seed's network on the built-in pictures; results in runs/
#   make test    the tests; then the table of samples once more, on the core's Python reference
#   make nightly walks over the whole table of samples, of which `make test` takes a part
#   make check   lint, format (Python and C++), types
#   make bench   speed beside PyTorch (if it is installed in .venv), sizes, limits
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CPP := $(shell find csrc -name '*.cpp' -o -name '*.c' -o -name '*.h')
NATIVE := $(CPP) CMakeLists.txt

.PHONY: train test nightly check bench clean
.DELETE_ON_ERROR:

train: $(VENV)/installed
	$(BIN)/python -m rushlight train --data synthetic --model net --out runs/net $(ARGS)

test: $(VENV)/installed
	$(BIN)/python -m pytest -q -n auto --dist worksteal $(ARGS)
	$(if $(ARGS),,RUSHLIGHT_CORE=python $(BIN)/python -m pytest -q -n auto --dist worksteal tests/test_samples.py)

nightly: $(VENV)/installed
	$(BIN)/python -m pytest -q -n auto --dist worksteal tests/walks --every $(ARGS)

check: $(VENV)/installed
	$(BIN)/ruff check src tests tools benchmarks examples
	$(BIN)/ruff format --check src tests tools benchmarks examples
	$(BIN)/clang-format --dry-run --Werror $(CPP)
	$(BIN)/mypy
	$(BIN)/python tools/faces --check
	$(BIN)/python tools/stubs --check

bench: $(VENV)/installed
	$(BIN)/python benchmarks/run.py $(ARGS)

# An editable install: the Python sources are used where they are, the compiled module is built once per change of csrc/.
$(VENV)/installed: $(VENV)/tools $(NATIVE) pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation -e '.[vision,train,bfloat16,dev]'
	touch $@

$(VENV)/tools:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check 'scikit-build-core>=0.10' 'nanobind>=2.4' 'numpy>=2.1' 'cmake>=3.24' ninja
	touch $@

clean:
	rm -rf $(VENV) build runs
