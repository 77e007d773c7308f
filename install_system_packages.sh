#!/usr/bin/env bash
# Install the Debian packages that the checks need, when one is missing: a browser, curl and sqlite3 as the documents use them, PostgreSQL, Fashion-MNIST.
set -euo pipefail

missing=()
command -v chromium >/dev/null || [ -n "${FASHION_CHROMIUM:-}" ] || missing+=(chromium)
command -v curl >/dev/null || missing+=(curl)
command -v sqlite3 >/dev/null || missing+=(sqlite3)
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || missing+=(postgresql)
[ -f /usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz ] || [ -n "${FASHION_DATASET_DIR:-}" ] ||
    missing+=(dataset-fashion-mnist)
"${PYTHON:-python3}" -c "import venv, ensurepip" 2>/dev/null || missing+=(python3-venv)
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Installing Debian packages: ${missing[*]}"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
