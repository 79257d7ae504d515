#!/usr/bin/env bash
# Publishes the provider and the empty server natively and measures one against the other.
set -u
cd "$(dirname "$0")/.." || exit 1
. eng/common.sh
mkdir -p artifacts
need_dotnet; need_linker; build_and_publish
dotnet publish tests/NeonFlow.Benchmarks.EmptyServer/NeonFlow.Benchmarks.EmptyServer.csproj -c Release -r "$(basename "$(dirname "$(ls -d src/NeonFlow.Provider/obj/Release/net10.0/linux-*/native)")")" -o artifacts/empty-server -v q --nologo >/dev/null || fail "the empty server's publish failed"
dotnet run --project tests/NeonFlow.Benchmarks/NeonFlow.Benchmarks.csproj -c Release -v q -- artifacts/provider/pulumi-resource-neonflow artifacts/empty-server/NeonFlow.Benchmarks.EmptyServer
