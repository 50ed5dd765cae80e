#!/bin/sh
# Make the virtual environment: python-venv.sh PYTHON DIRECTORY
set -eu
python=$1
directory=$2
if command -v uv >/dev/null 2>&1; then
  exec uv venv -q --python '>=3.11' "$directory"
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Comity needs Python 3.11 or newer; '$python' is not. Name one: make PY=python3.11 …" >&2
  exit 1
fi
if "$python" -m venv "$directory" >/dev/null 2>&1; then exit 0; fi
rm -rf "$directory"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv >/dev/null
  exec "$python" -m venv "$directory"
fi
echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2
exit 1
