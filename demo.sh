#!/usr/bin/env bash
# The main job on a local cloud, with one line for each check. Finds or installs what it needs.
#   ./demo.sh                        on the pulumi CLI if it is on PATH, else on the test engine
#   ./demo.sh --engine pulumi|test   on this one
#   ./demo.sh --pulumi-sdk nuget     on the published Pulumi package (PULUMI_FEED=<folder or URL> adds a source), or standin
#   ./demo.sh --quiet                prints the checks only
set -u
cd "$(dirname "$0")" || exit 1
. eng/common.sh

sdk=auto; rest=()
while [ $# -gt 0 ]; do
  case "$1" in
    --pulumi-sdk) sdk=${2:?--pulumi-sdk takes auto, nuget or standin}; shift 2 ;;
    -h|--help) sed -n '2,6s/^# \?//p' "$0"; exit 0 ;;
    *) rest+=("$1"); shift ;;
  esac
done

mkdir -p artifacts
need_dotnet
need_linker
choose_pulumi_sdk "$sdk"
build_and_publish examples/Quickstart/Quickstart.csproj src/NeonFlow.Cli/NeonFlow.Cli.csproj
exec dotnet src/NeonFlow.Cli/bin/Debug/net10.0/neonflow.dll demo ${rest[@]+"${rest[@]}"}
