#!/usr/bin/env bash
# A Python of our own with what the steps after this one import, outside of the checkout.
set -euo pipefail
if ! python3 -m venv "$WORK/python"; then
  # Debian keeps venv in a package of its own
  sudo=$([ "$(id -u)" -eq 0 ] || echo sudo)
  $sudo apt-get update && $sudo apt-get install -y python3-venv
  python3 -m venv --clear "$WORK/python"
fi
"$WORK/python/bin/pip" install numpy junitparser
"$BACKPROOF_PYTHON" -c 'import numpy, junitparser; print(numpy.__version__, junitparser.version)'
