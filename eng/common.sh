# Shared by test.sh, demo.sh and eng/benchmarks.sh: finds or installs what they need and says what it did. Sourced, not run.

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

need_dotnet() {
  command -v dotnet >/dev/null 2>&1 || fail "the .NET 10 SDK is not on PATH; install it from https://dotnet.microsoft.com/download and try again"
  dotnet --list-sdks | grep -q '^10\.' || fail "the .NET 10 SDK is not installed (found: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')); global.json asks for it"
}

# apt_install <what for> <package...>
apt_install() {
  local what=$1; shift
  command -v apt-get >/dev/null 2>&1 || fail "$what is needed; install it ($*) and try again"
  [ "$(id -u)" = 0 ] || fail "$what is needed and only root may install it: sudo apt-get install $*"
  say "installing $what ($*) with apt-get"
  apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null \
    || fail "apt-get could not install $*"
}

# NativeAOT links with a C compiler driver.
need_linker() {
  if command -v clang >/dev/null 2>&1; then say "linker: clang"
  elif command -v gcc >/dev/null 2>&1 && [ -e /usr/include/stdlib.h ]; then say "linker: gcc"
  else apt_install "a C compiler for NativeAOT" gcc libc6-dev; say "linker: gcc, installed just now"; fi
}

# choose_pulumi_sdk <auto|nuget|standin>: sets PULUMI_SDK
choose_pulumi_sdk() {
  case "$1" in
    standin) PULUMI_SDK=standin; say "Pulumi SDK: the stand-in of tests/Pulumi.StandIn (asked for)" ;;
    nuget|auto)
      if dotnet restore src/NeonFlow.Pulumi/NeonFlow.Pulumi.csproj -p:PulumiSdk=nuget -v q >/dev/null 2>&1; then
        PULUMI_SDK=nuget; say "Pulumi SDK: the published package${PULUMI_FEED:+ (feed: PULUMI_FEED)}"
      elif [ "$1" = nuget ]; then
        fail "no package source has Pulumi 3.112.1; name one that has it: PULUMI_FEED=<folder or URL>"
      else
        PULUMI_SDK=standin; say "Pulumi SDK: the stand-in of tests/Pulumi.StandIn (no package source has the published package)"
      fi ;;
    *) fail "--pulumi-sdk takes auto, nuget or standin" ;;
  esac
}

# One compiler server for all projects, ended with the build: a compiler process of its own for each takes twice the time.
# Analysis and style rules double the time of a build: the scripts leave them to `dotnet build` and continuous integration (ANALYSIS=true).
build() { # build <project or solution> <flags...>
  dotnet build "$@" -p:PulumiSdk="$PULUMI_SDK" -p:RunAnalyzers="${ANALYSIS:-false}" -p:UseSharedCompilation=true -v q --nologo || fail "the build of $1 failed"
}

# build_and_publish <project or solution...>: builds these and, at the same time, the provider's native executable in artifacts/provider
build_and_publish() {
  local rid project publishing; case "$(uname -m)" in aarch64|arm64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
  local provider=src/NeonFlow.Provider/NeonFlow.Provider.csproj
  say "building, and publishing the provider with NativeAOT"
  # What is restored for a runtime identifier is enough for a build without one, so nothing is restored twice while both run.
  for project in "$@"; do dotnet restore "$project" -p:PulumiSdk="$PULUMI_SDK" -v q --nologo || fail "the restore of $project failed"; done
  dotnet restore "$provider" -r "$rid" -v q --nologo || fail "the restore of $provider failed"
  dotnet publish "$provider" -c Release -r "$rid" --no-restore -o artifacts/provider -p:RunAnalyzers=false -p:UseSharedCompilation=true -v q --nologo >artifacts/publish.log 2>&1 &
  publishing=$!
  for project in "$@"; do build "$project" --no-restore; done
  wait "$publishing"; local published=$?
  dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
  [ $published -eq 0 ] || { cat artifacts/publish.log; fail "the NativeAOT publish failed"; }
  if grep -E 'warning (IL|CS)[0-9]+' artifacts/publish.log; then fail "the NativeAOT publish has warnings"; fi
  export NEONFLOW_PROVIDER="$PWD/artifacts/provider/pulumi-resource-neonflow"
  say "provider: artifacts/provider/pulumi-resource-neonflow, $(($(stat -c %s "$NEONFLOW_PROVIDER") / 1048576)) MiB"
}

# The recorded runs of the real connector were made on PostgreSQL 15, 17 and 18, some through PgBouncer: what of it is not here is fetched once into our cache folder.
# What cannot be had is said, and the cases that need it are skipped by name.
fetch_capture_servers() {
  dotnet src/NeonFlow.Cli/bin/Debug/net10.0/neonflow.dll postgres --major 15 --major 17 --major 18 || say "recorded cases of a version that is not here are skipped"
  [ -z "${NEONFLOW_PGBOUNCER:-}" ] || return 0
  if command -v pgbouncer >/dev/null 2>&1 || [ -x /usr/sbin/pgbouncer ]; then say "PgBouncer: installed"; return 0; fi
  local cache
  if [ -n "${XDG_CACHE_HOME:-}" ]; then cache=$XDG_CACHE_HOME; elif [ "$(id -u)" = 0 ]; then cache=/var/cache; else cache=$HOME/.cache; fi
  cache=$cache/neonflow/pgbouncer
  if [ ! -x "$cache/pgbouncer" ] && ! fetch_pgbouncer "$cache"; then
    say "PgBouncer is not here and Debian's package could not be fetched: recorded cases through a pooler are skipped"
    return 0
  fi
  export NEONFLOW_PGBOUNCER="$cache/pgbouncer"
  say "PgBouncer: $NEONFLOW_PGBOUNCER"
}

# fetch_majors <all|>: the versions of PostgreSQL that the SQL suites run on; one that cannot be had is said, with `all` it is an error
fetch_majors() {
  export NEONFLOW_MAJORS="14 17 18"
  if [ "$1" = all ]; then NEONFLOW_MAJORS="14 15 16 17 18"; fi
  local major options=()
  for major in $NEONFLOW_MAJORS; do options+=(--major "$major"); done
  dotnet src/NeonFlow.Cli/bin/Debug/net10.0/neonflow.dll postgres "${options[@]}" || { [ "$1" = all ] && fail "not every version of PostgreSQL could be had"; say "the SQL suites run without it"; }
}

# fetch_pgbouncer <folder>: unpacks Debian's package without installing it, which would start a service, together with the libraries that are missing here
fetch_pgbouncer() {
  command -v apt-get >/dev/null 2>&1 && command -v dpkg >/dev/null 2>&1 || return 1
  say "PgBouncer is not installed: fetching Debian's package pgbouncer into $1"
  rm -rf "$1" && mkdir -p "$1/packages" "$1/root" || return 1
  (
    cd "$1/packages" || exit 1
    [ -n "$(apt-cache madison pgbouncer 2>/dev/null)" ] || { [ "$(id -u)" = 0 ] && apt-get update -q; } || exit 1
    missing=$(apt-cache depends pgbouncer | sed -n 's/^ *Depends: \([a-z0-9.+-]*\)$/\1/p' | while read -r p; do dpkg -s "$p" >/dev/null 2>&1 || echo "$p"; done)
    # shellcheck disable=SC2086
    apt-get download pgbouncer $(printf '%s\n' $missing | grep '^lib') || exit 1
    for package in *.deb; do dpkg -x "$package" ../root || exit 1; done
  ) >"$1/fetch.log" 2>&1 || return 1
  printf '#!/bin/sh\nLD_LIBRARY_PATH=$(echo %s/root/usr/lib/*-linux-gnu) exec %s/root/usr/sbin/pgbouncer "$@"\n' "$1" "$1" >"$1/pgbouncer"
  chmod -R a+rX "$1" && chmod 755 "$1/pgbouncer" && "$1/pgbouncer" --version >/dev/null 2>&1 || { rm -f "$1/pgbouncer"; return 1; }
}
