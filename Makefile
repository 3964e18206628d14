# `make run` is all a new machine needs; every target installs what it misses and skips what is done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.9.11
UV := PYTHONPATH=.tools UV_PYTHON_DOWNLOADS=never $(PYTHON) -m uv
VENV := .venv
