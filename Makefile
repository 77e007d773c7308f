# make app    serve the application on http://127.0.0.1:8501
# make test   set everything up and run all checks
# make scores score the shipped model again on the complete data sets
# make train  train the network and serve the result
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
PROCESSES ?= 2
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PINS := constraints.txt requirements-serve.txt requirements-train.txt requirements-dev.txt requirements.txt

.PHONY: app train test scores check format system

app: $(VENV)/serve.stamp
	$(BIN)/streamlit run streamlit_app.py

train: $(VENV)/train.stamp
	$(BIN)/python -m fashion_model train

test: system $(VENV)/test.stamp
	$(MAKE) check

scores: $(VENV)/test.stamp
	$(BIN)/pytest -m scores

check:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	$(BIN)/pytest -n $(PROCESSES) --dist loadfile --cov --cov-report term

format: $(VENV)/test.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

system:
	@PYTHON="$(PYTHON)" ./install_system_packages.sh

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/serve.stamp: $(BIN)/python $(PINS)
	$(PIP) -r requirements-serve.txt
	touch $@

$(VENV)/train.stamp: $(VENV)/serve.stamp
	$(PIP) -r requirements-serve.txt -r requirements-train.txt
	touch $@

$(VENV)/test.stamp: $(VENV)/serve.stamp
	$(PIP) -r requirements.txt
	touch $@
