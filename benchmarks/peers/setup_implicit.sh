#!/bin/sh
# Make an environment with implicit 0.7.3:  sh benchmarks/peers/setup_implicit.sh FOLDER
set -eu

python3.11 -m venv "$1"
"$1/bin/pip" install implicit==0.7.3 threadpoolctl==3.8.0
