#!/usr/bin/env bash
# Installs every engine of the zoo, with its adapter and the SDKs, into one folder: engine/zoo/install.sh FOLDER
# Whatever cannot be installed is told, and the exit is not 0. PyTorch is Debian's own, for /usr/bin/python3; without root it has to be there.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1

# debian WHY PACKAGE…: as root, or by a sudo that asks nothing
debian() {
  local why=$1 sudo=
  shift
  if ! command -v apt-get >/dev/null; then
    echo "missing: $why. There is no apt-get here: the zoo runs on Debian 12." >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    sudo="sudo -n"
    if ! $sudo true 2>/dev/null; then
      echo "missing: $why. Needs root: apt-get install -y --no-install-recommends $*" >&2
      return 1
    fi
  fi
  $sudo apt-get update && $sudo apt-get install -y --no-install-recommends "$@"
}

/usr/bin/python3 -c 'import torch, numpy' 2>/dev/null || debian "PyTorch for /usr/bin/python3" python3-torch python3-numpy
if [ ! -x "$folder/python/bin/pip" ]; then
  python3 -m venv "$folder/python" || { debian "venv for python3" python3-venv && python3 -m venv --clear "$folder/python"; }
fi
"$folder/python/bin/pip" install --quiet --requirement "$here/requirements.txt"

cp "$here"/*.py "$here"/*.mjs "$here/package.json" "$here/../sdk/python/backproof.py" "$here/../sdk/javascript/backproof.mjs" "$folder"
(cd "$folder" && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error)

/usr/bin/python3 -c 'import torch; print("PyTorch", torch.__version__)'
"$folder/python/bin/pip" freeze
(cd "$folder" && npm ls --depth=0)
