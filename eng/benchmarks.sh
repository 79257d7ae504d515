#!/usr/bin/env bash
# Publishes the provider natively and measures it.
#   eng/benchmarks.sh         start, memory, size, Check and Diff, against an empty gRPC server
#   eng/benchmarks.sh --sql   what the SQL resources take, against psql; starts a PostgreSQL of its own
set -u
cd "$(dirname "$0")/.." || exit 1
. eng/common.sh
mkdir -p artifacts
need_dotnet; need_linker; build_and_publish
if [ "${1:-}" = --sql ]; then
  command -v psql >/dev/null 2>&1 || apt_install psql postgresql-client
  exec dotnet run --project tests/NeonFlow.Benchmarks/NeonFlow.Benchmarks.csproj -c Release -v q -- --sql artifacts/provider/pulumi-resource-neonflow
fi
dotnet publish tests/NeonFlow.Benchmarks.EmptyServer/NeonFlow.Benchmarks.EmptyServer.csproj -c Release -r "$(basename "$(dirname "$(ls -d src/NeonFlow.Provider/obj/Release/net10.0/linux-*/native)")")" -o artifacts/empty-server -v q --nologo >/dev/null || fail "the empty server's publish failed"
dotnet run --project tests/NeonFlow.Benchmarks/NeonFlow.Benchmarks.csproj -c Release -v q -- artifacts/provider/pulumi-resource-neonflow artifacts/empty-server/NeonFlow.Benchmarks.EmptyServer
