#!/usr/bin/env bash
# Fails unless the fuzzer's small run takes every branch of every decoder (tests/Fuzz/DecoderCoverage.cs lists them).
# Wants tests/Fuzz built in Release.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/artifacts/coverage
rm -rf "$out"
dotnet test tests/Fuzz -c Release --no-build --collect "XPlat Code Coverage" --results-directory "$out"
dotnet run --project tests/Fuzz -c Release --no-build -- coverage $(find "$out" -name '*.cobertura.xml')
