# Shared by test.sh and demo.sh: finds or installs what they need and says what it did. Sourced, not run.

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

build() { # build <project or solution>
  dotnet build "$1" -p:PulumiSdk="$PULUMI_SDK" -v q --nologo || fail "the build of $1 failed"
}

publish_provider() { # the native executable, in artifacts/provider
  say "publishing the provider with NativeAOT"
  local rid; case "$(uname -m)" in aarch64|arm64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
  dotnet publish src/NeonFlow.Provider/NeonFlow.Provider.csproj -c Release -r "$rid" -o artifacts/provider -v q --nologo >artifacts/publish.log 2>&1 \
    || { cat artifacts/publish.log; fail "the NativeAOT publish failed"; }
  if grep -E 'warning (IL|CS)[0-9]+' artifacts/publish.log; then fail "the NativeAOT publish has warnings"; fi
  export NEONFLOW_PROVIDER="$PWD/artifacts/provider/pulumi-resource-neonflow"
  say "provider: artifacts/provider/pulumi-resource-neonflow, $(($(stat -c %s "$NEONFLOW_PROVIDER") / 1048576)) MiB"
}
