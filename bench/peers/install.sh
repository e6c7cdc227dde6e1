#!/bin/sh
# Installs the Python peers that `npm run bench:speed` measures beside this project's engine, in a folder of their own.
# Needs Python 3.11 or newer with venv, and PyPI or a mirror of it.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
"${PYTHON:-python3}" -m venv "$here/venv"
"$here/venv/bin/pip" install --disable-pip-version-check --quiet --only-binary :all: --requirement "$here/requirements.txt"
"$here/venv/bin/python" -c 'import igraph, networkit; print("igraph", igraph.__version__, "and NetworKit", networkit.__version__)'
