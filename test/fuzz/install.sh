#!/bin/sh
# Installs schemathesis, by which `npm run test:fuzz` asks the API what its own document allows, in a folder of its own.
# Needs Python 3.10 or newer with venv, and PyPI or a mirror of it.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
"${PYTHON:-python3}" -m venv "$here/venv"
"$here/venv/bin/pip" install --disable-pip-version-check --quiet --only-binary :all: --requirement "$here/requirements.txt"
"$here/venv/bin/schemathesis" --version
