#!/usr/bin/env bash
# Makes everything that a release consists of in artifacts/release, and checks it.
#   eng/release.sh 0.1.0                    the packages, this system's native package and archive, bill of materials and checksums
#   eng/release.sh 0.1.0 --system           only what is native to this system: one machine of each system makes its own
#   eng/release.sh 0.1.0 --provider <file>  takes this executable in place of compiling one, and makes no native package
#   eng/release.sh 0.1.0 --output <folder>  makes it there; the folder has to be new or empty
#   eng/release.sh 0.1.0 --dirty            although the checkout has changes that are not committed
set -u
cd "$(dirname "$0")/.." || exit 1
. eng/common.sh

version=; sdk=auto; system=; provider=; dirty=; out=
while [ $# -gt 0 ]; do
  case "$1" in
    --pulumi-sdk) sdk=${2:?--pulumi-sdk takes auto, nuget or standin}; shift 2 ;;
    --system) system=1; shift ;;
    --provider) provider=${2:?--provider takes the path of an executable}; shift 2 ;;
    --output) out=$(mkdir -p "${2:?--output takes a folder}" && cd "$2" && pwd) || exit 1; shift 2 ;;
    --dirty) dirty=1; shift ;;
    -h|--help) sed -n '2,7s/^# \?//p' "$0"; exit 0 ;;
    -*) fail "unknown option $1" ;;
    *) version=$1; shift ;;
  esac
done
[ -n "$version" ] || fail "name the version: eng/release.sh 0.1.0"
own=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
[ "$version" = "$own" ] || fail "the sources say $own; write <Version>$version</Version> into Directory.Build.props, run NEONFLOW_ACCEPT=1 ./test.sh and commit"
[ -n "$dirty" ] || [ -z "$(git status --porcelain)" ] || fail "the checkout has changes that are not committed; commit them, or say --dirty"
[ -z "$out" ] || [ -z "$(ls -A "$out")" ] || fail "$out is not empty"
[ -z "$provider" ] || [ -x "$provider" ] || fail "$provider is no executable"

case "$(uname -s)" in Darwin) os=darwin; kind=osx ;; MINGW*|MSYS*|CYGWIN*) os=windows; kind=win ;; *) os=linux; kind=linux ;; esac
case "$(uname -m)" in aarch64|arm64) arch=arm64; cpu=arm64 ;; *) arch=amd64; cpu=x64 ;; esac
rid=$kind-$cpu
exe=pulumi-resource-neonflow; [ $os != windows ] || exe=$exe.exe

need_dotnet
[ -n "$provider" ] || [ $os != linux ] || need_linker
choose_pulumi_sdk "$sdk"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
if [ -z "$out" ]; then out=$PWD/artifacts/release; rm -rf "$out"; mkdir -p "$out" || exit 1; fi

pack() { # pack <project> <flags...>
  dotnet pack "$@" -c Release -o "$out" -p:PulumiSdk="$PULUMI_SDK" -p:ContinuousIntegrationBuild=true -v q --nologo || fail "$1 could not be packed"
}

if [ -z "$system" ]; then
  say "what is derived from the code"
  dotnet run --project src/NeonFlow.SchemaGen -p:PulumiSdk="$PULUMI_SDK" -v q || fail "schema, library or docs are not those of the code: NEONFLOW_ACCEPT=1 ./test.sh"
  say "packages"
  for project in NeonFlow.Pulumi NeonFlow.Cli NeonFlow.Testing NeonFlow.Provider; do pack "src/$project"; done
  say "bill of materials"
  dotnet tool install CycloneDX --version 6.3.1 --tool-path "$work/tools" >/dev/null || fail "the tool that writes the bill of materials could not be installed"
  for project in NeonFlow.Pulumi NeonFlow.Cli NeonFlow.Testing NeonFlow.Provider; do
    DOTNET_ROLL_FORWARD=Major "$work/tools/dotnet-CycloneDX" "src/$project/$project.csproj" -o "$out" -fn "$project.$version.bom.json" -F Json -dpr -sv "$version" >"$work/bom.log" 2>&1 \
      || { cat "$work/bom.log"; fail "the bill of materials of $project could not be written"; }
  done
fi

say "provider for $rid"
if [ -z "$provider" ]; then
  pack src/NeonFlow.Provider -r "$rid"
  dotnet publish src/NeonFlow.Provider -c Release -r "$rid" -o "$work/published" -p:ContinuousIntegrationBuild=true -v q --nologo || fail "the provider could not be compiled for $rid"
  provider=$work/published/$exe
fi
mkdir -p "$work/archive" && cp "$provider" "$work/archive/$exe" && cp LICENSE README.md "$work/archive/" || exit 1
archive=pulumi-resource-neonflow-v$version-$os-$arch.tar.gz
tar -C "$work/archive" -czf "$out/$archive" "$exe" LICENSE README.md || fail "$archive could not be written"

sums() { if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
(cd "$out" && sums -- * >"$work/sums" && mv "$work/sums" "checksums-$rid.txt") || fail "the checksums could not be written"

# An engine starts the provider and reads the port that it prints.
prints_port() { # prints_port <executable>
  "$1" 127.0.0.1:1 >"$work/port" 2>"$work/errors" &
  local started=$! port=
  for _ in $(seq 100); do port=$(head -n 1 "$work/port"); [ -z "$port" ] || break; kill -0 $started 2>/dev/null || break; sleep 0.1; done
  kill $started 2>/dev/null; wait $started 2>/dev/null
  [[ $port =~ ^[0-9]+$ ]] || { cat "$work/errors"; fail "$1 prints no port"; }
}

say "checks"
(cd "$out" && sums --check --quiet "checksums-$rid.txt") || fail "a checksum is wrong"
mkdir "$work/unpacked" && tar -C "$work/unpacked" -xzf "$out/$archive" || fail "$archive cannot be unpacked"
prints_port "$work/unpacked/$exe"
say "  $archive: starts and prints its port"
if [ -z "$system" ]; then
  # Without the caches of this machine, so that what is checked is what was just made.
  export NUGET_PACKAGES=$work/nuget
  dotnet tool install NeonFlow.Cli --version "$version" --add-source "$out" --tool-path "$work/cli" >"$work/install.log" 2>&1 || { cat "$work/install.log"; fail "NeonFlow.Cli cannot be installed"; }
  said=$("$work/cli/neonflow" --version) || fail "neonflow does not start"
  case "$said" in "$version"*) say "  NeonFlow.Cli: neonflow $said" ;; *) fail "neonflow says that it is $said" ;; esac
  for project in NeonFlow.Pulumi NeonFlow.Testing; do
    [ -s "$out/$project.$version.nupkg" ] && [ -s "$out/$project.$version.snupkg" ] || fail "$project has no package, or no symbols"
  done
  if [ -e "$out/NeonFlow.Pulumi.Provider.$rid.$version.nupkg" ]; then
    dotnet tool install NeonFlow.Pulumi.Provider --version "$version" --add-source "$out" --tool-path "$work/provider" >"$work/install.log" 2>&1 || { cat "$work/install.log"; fail "NeonFlow.Pulumi.Provider cannot be installed"; }
    prints_port "$work/provider/$exe"
    say "  NeonFlow.Pulumi.Provider: installs, starts and prints its port"
  fi
fi

say "$out:"
(cd "$out" && ls -l | awk 'NR > 1 { printf "  %8d KiB  %s\n", ($5 + 1023) / 1024, $9 }')
