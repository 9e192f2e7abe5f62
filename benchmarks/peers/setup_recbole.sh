#!/bin/sh
# Make an environment in which RecBole 1.2.1 runs LightGCN, KGAT and KGIN:  sh benchmarks/peers/setup_recbole.sh FOLDER
# README.md in this folder says why each bound is there. A C++ compiler is needed.
set -eu

python3.11 -m venv "$1"
"$1/bin/pip" install torch==2.13.0 "setuptools<81" wheel "numpy<2" "pandas<3" "scipy<1.13" recbole==1.2.1 "dgl<2"
# It needs the installed torch to compile.
"$1/bin/pip" install --no-build-isolation torch_scatter==2.1.2

# Two calls of KGAT are named otherwise in this DGL.
kgat=$("$1/bin/python" -c 'import recbole; print(recbole.__path__[0])')/model/knowledge_aware_recommender/kgat.py
sed -i \
  -e 's/preserve_nodes=True/relabel_nodes=False/' \
  -e 's/\.adjacency_matrix(transpose=False, scipy_fmt="coo")/.adj_external(transpose=False, scipy_fmt="coo")/' \
  "$kgat"
test "$(grep -c 'relabel_nodes=False\|\.adj_external(' "$kgat")" = 2
