# Each chore is one word. Needs make and Python 3.11 or newer (for `make test` 3.11–3.13); the rest is set up in .venv.
PYTHON ?= python3
# Tests at a time: most of the time they wait for a browser or a server.
PROCESSES ?= 2
UV := .venv/bin/uv
UV_VERSION := 0.13.9
SYNC := $(UV) sync --frozen --inexact

export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON := .venv/bin/python
export UV_HTTP_TIMEOUT := 180
# Where Python is told to keep no bytecode, each server and process of the tests compiles its libraries anew.
export PYTHONDONTWRITEBYTECODE :=

# The collections to measure on, where they lie beside the checkout.
ifneq ($(wildcard ../shared/data),)
export SCRAWL_DATA ?= $(abspath ../shared/data)
endif

.PHONY: install run test check lint reference bench browser javascript clean

install: .venv/.serving

run: install
	.venv/bin/python app.py

test: .venv/.testing browser javascript
	.venv/bin/python -m pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder

# The quick tests, without a browser, a started server, Keras or Ray: for whoever waits for them.
check: .venv/.testing
	.venv/bin/python -m pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder -m "not slow" \
	  --ignore tests/browser --ignore tests/training --ignore tests/nets --ignore tests/batch --ignore tests/test_server.py

lint: .venv/.testing javascript
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/python -m pytest --quiet tests/test_javascript.py

reference: install
	$(UV) tool run --quiet --from pdoc==16.0.0 --with-editable . \
	  pdoc --output-directory build/reference scrawl.reader scrawl.reading scrawl.strokes scrawl.picture.documents scrawl.errors scrawl.bulk

bench: .venv/.testing browser
	.venv/bin/python bench/start.py
	.venv/bin/python bench/page.py
	.venv/bin/python bench/network.py
	.venv/bin/python bench/read.py
	.venv/bin/python bench/serve.py

browser: .venv/.testing
	.venv/bin/python tests/browser/install.py

# What tests in JavaScript need; where there is no Node.js, or no npm registry, they are left out.
javascript:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory tests/javascript/node_modules || true; fi

tests/javascript/node_modules: tests/javascript/package-lock.json
	npm ci --prefix tests/javascript --ignore-scripts --no-audit --no-fund
	@touch $@

clean:
	rm -rf .venv tests/javascript/node_modules fonts/node_modules

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Scrawl needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet uv==$(UV_VERSION)

.venv/.serving: pyproject.toml uv.lock | $(UV)
	$(SYNC) --compile-bytecode
	@touch $@

.venv/.testing: pyproject.toml uv.lock | $(UV)
	@.venv/bin/python -c 'import sys; sys.exit(sys.version_info >= (3, 14))' || \
	  { echo "TensorFlow, which the tests train with, needs Python 3.11–3.13: make clean, then make test PYTHON=python3.13"; exit 1; }
	$(SYNC) --extra train --all-groups
	@touch $@
