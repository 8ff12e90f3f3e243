# make run     set up, make a demonstration force if there is none, serve on http://127.0.0.1:8000
# make test    install what the tests need and run all of them, on SQLite and on PostgreSQL
# make check   lint, types and import contracts only
# make docs    write the generated pages of docs/reference and the pictures of the pages in docs/images
# make lock    renew the lock files after a change of dependencies (needs the network)
# make clean   remove .venv and caches; your data in var/ stays

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2

.PHONY: run test check docs lock clean environment test-environment

run: environment
	@$(BIN)/onrecord demo --if-empty
	@$(BIN)/onrecord serve --port $(PORT)

environment:
	@command -v $(PYTHON) >/dev/null || { echo "onrecord: Python 3.11 or newer is needed (no $(PYTHON) on this machine)."; exit 1; }
	@$(PYTHON) tools/prepare.py

test-environment:
	@command -v $(PYTHON) >/dev/null || { echo "onrecord: Python 3.11 or newer is needed (no $(PYTHON) on this machine)."; exit 1; }
	@$(PYTHON) tools/prepare.py --tests

check: test-environment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A file's tests stay together: they share what its fixtures made, and some tell a story in order. The longest files begin
# (tests/long_first.py), so that no worker waits for another at the end.
test: check
	$(BIN)/pytest -q -n $(JOBS) --dist loadfile
	ONRECORD_TEST_STORE=postgres $(BIN)/pytest -q -n $(JOBS) --dist loadfile -m "not one_store" tests/integration tests/browser tests/acceptance

docs: test-environment
	$(BIN)/python tools/write_reference.py
	ONRECORD_SHOTS=docs/images $(BIN)/pytest -q tests/browser -k "shots or call_to"

lock:
	$(PYTHON) -m pip install --quiet uv
	uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --extra postgres --extra build -o requirements.lock --no-emit-index-url --no-header
	uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --extra postgres --extra build --extra pdf --extra dev -o requirements-dev.lock --no-emit-index-url --no-header

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
