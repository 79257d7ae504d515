#!/usr/bin/env bash
# Builds everything and runs the tests; the last line is `N passed, N failed`.
#   ./test.sh                          all but the long tests, two projects at a time
#   ./test.sh --all                    the long ones too, as continuous integration does: whole pipelines through every trap, twice the time
#   ./test.sh --suite engine-captures  one suite: a test project's name, or engine-captures, connector-captures, kill, long,
#                                      random, many, roles, stops
#   ./test.sh --suite kill             interrupts every message in every way and kills the engine at every call; without it a part of them
#   ./test.sh --suite random           a pipeline's life of 200 random rounds; NEONFLOW_ROUNDS and NEONFLOW_SEED change that
#   ./test.sh --suite many             100 pipelines on one database come up, 20 times; NEONFLOW_PIPELINES and NEONFLOW_TIMES change that
#   ./test.sh --suite roles            what every connecting role may do, on every PostgreSQL 14 to 18 that is here; artifacts/roles-*.txt
#   ./test.sh --suite stops            everything that can stop a capture, what preview says of it and what up does; artifacts/stops.txt
#   ./test.sh --postgres all           the SQL suites on every PostgreSQL from 14 to 18; without it on the oldest, the newest and 17
#   ./test.sh --pulumi-sdk nuget       on the published Pulumi package (PULUMI_FEED=<folder or URL> adds a source), or standin
#   ./test.sh --mutants [target...]    changes the pure code in one place after the other and counts what no test notices; eng/mutants
#   NEONFLOW_ACCEPT=1 ./test.sh        writes the derived files anew
set -u
cd "$(dirname "$0")" || exit 1
. eng/common.sh

suite= sdk=auto postgres= all= mutants=
targets=()
while [ $# -gt 0 ]; do
  case "$1" in
    --suite) suite=${2:?--suite takes a name}; shift 2 ;;
    --all) all=1 ANALYSIS=true; shift ;;
    --postgres) [ "${2:-}" = all ] || fail "--postgres takes all"; postgres=all; shift 2 ;;
    --pulumi-sdk) sdk=${2:?--pulumi-sdk takes auto, nuget or standin}; shift 2 ;;
    --mutants) mutants=1; shift; while [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; do targets+=("$1"); shift; done ;;
    -h|--help) sed -n '2,16s/^# \?//p' "$0"; exit 0 ;;
    *) fail "unknown option $1; see ./test.sh --help" ;;
  esac
done

mkdir -p artifacts; rm -rf artifacts/results; mkdir -p artifacts/results
need_dotnet
if [ -n "$mutants" ]; then
  . eng/mutants.sh
  choose_pulumi_sdk "$sdk"
  run_mutants "${targets[@]}"
  exit
fi
need_linker
choose_pulumi_sdk "$sdk"
build_and_publish NeonFlow.Pulumi.sln
dotnet src/NeonFlow.Cli/bin/Debug/net10.0/neonflow.dll postgres || fail "no PostgreSQL server program was found or could be installed"
if [ "${NEONFLOW_ACCEPT:-}" = 1 ]; then
  dotnet src/NeonFlow.SchemaGen/bin/Debug/net10.0/NeonFlow.SchemaGen.dll --write && build NeonFlow.Pulumi.sln
fi
case "$suite" in ""|long|connector-captures|*NeonFlow.Testing*|Testing) fetch_capture_servers ;; esac
fetch_majors "$postgres"

projects=() filter=()
case "$suite" in
  "") if [ -n "$postgres" ]; then
        projects=(tests/NeonFlow.Postgres.Tests tests/NeonFlow.Provider.Tests)
        filter=(-namespace "NeonFlow.Postgres.Tests*" -namespace "NeonFlow.Provider.Tests.Postgres*")
      else
        # All that Kill has are long ones.
        for p in tests/*.Tests; do [ -z "$all" ] && [ "$p" = tests/NeonFlow.Kill.Tests ] || projects+=("$p"); done
      fi
      if [ -n "$all" ]; then export NEONFLOW_CASES="${NEONFLOW_CASES:-170}"; else filter+=(-trait- "Category=long"); fi ;;
  long) for p in Functional Provider Conformance Testing Wholesome Kill Cli; do projects+=("tests/NeonFlow.$p.Tests"); done
        filter=(-trait "Category=long") ;;
  kill) projects=(tests/NeonFlow.Conformance.Tests tests/NeonFlow.Kill.Tests); filter=(-trait "Category=kill"); export NEONFLOW_KILL=every ;;
  random) projects=(tests/NeonFlow.Functional.Tests); filter=(-trait "Category=random")
          export NEONFLOW_ROUNDS="${NEONFLOW_ROUNDS:-200}" NEONFLOW_SEED="${NEONFLOW_SEED:-$RANDOM}"
          say "NEONFLOW_SEED=$NEONFLOW_SEED" ;;
  many) projects=(tests/NeonFlow.Functional.Tests); filter=(-trait "Category=many")
        export NEONFLOW_PIPELINES="${NEONFLOW_PIPELINES:-100}" NEONFLOW_TIMES="${NEONFLOW_TIMES:-20}" ;;
  roles) projects=(tests/NeonFlow.Conformance.Tests); filter=(-trait "Category=roles"); export NEONFLOW_ROLES=every ;;
  stops) projects=(tests/NeonFlow.Functional.Tests); filter=(-trait "Category=stops"); export NEONFLOW_STOPS=every ;;
  engine-captures|connector-captures) projects=(tests/NeonFlow.Testing.Tests); filter=(-trait "Category=$suite") ;;
  *) for p in tests/"$suite" tests/"NeonFlow.$suite.Tests"; do [ -d "$p" ] && projects+=("$p"); done
     [ ${#projects[@]} -gt 0 ] || fail "no suite $suite; suites: engine-captures connector-captures kill long random many roles stops $(cd tests && ls -d -- *.Tests | tr '\n' ' ')" ;;
esac

# Two projects at once keep two cores busy; a third takes as much from the others as it does. The long ones come first, so that none runs
# alone at the end.
long=(tests/NeonFlow.Functional.Tests tests/NeonFlow.Provider.Tests tests/NeonFlow.Conformance.Tests tests/NeonFlow.Testing.Tests tests/NeonFlow.Wholesome.Tests tests/NeonFlow.Kill.Tests)
ordered=()
for p in "${long[@]}"; do case " ${projects[*]} " in *" $p "*) ordered+=("$p") ;; esac; done
for p in "${projects[@]}"; do case " ${long[*]} " in *" $p "*) ;; *) ordered+=("$p") ;; esac; done

# What a run compiles it uses for seconds: compiling it again by its profile, and keeping it from being written to, cost more than they
# bring.
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0

# A test project is a program that runs its own tests; `dotnet test` adds processes and seconds to each.
run_project() { # run_project <folder>
  local name results=$PWD/artifacts/results; name=$(basename "$1")
  (
    cd "$1/bin/Debug/net10.0" || exit 1
    exec dotnet "$name.dll" -noColor "${filter[@]}" -result-trx "$results/$name.trx"
  ) >"$results/$name.log" 2>&1
  echo $? >"$results/$name.exit"
  say "$name: done"
}

for project in "${ordered[@]}"; do
  [ -f "$project/$(basename "$project").csproj" ] || continue
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
  run_project "$project" &
done
wait

passed=0 failed=0 skipped=0 broken=0
for project in "${ordered[@]}"; do
  name=$(basename "$project")
  [ -f "$project/$name.csproj" ] || continue
  log=artifacts/results/$name.log
  rc=$(cat "artifacts/results/$name.exit")
  counts=$(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 \2 \3 \4 \5/p' "$log" | tail -1)
  read -r total errors f s unrun <<<"${counts:-0 0 0 0 0}"
  p=$((total - f - s - unrun)) f=$((f + errors))
  if [ $((p + f + s)) -eq 0 ]; then
    broken=$((broken + 1)); cat "$log"
    say "$name: no tests ran (exit $rc)"
    continue
  fi
  failed=$((failed + f)) passed=$((passed + p)) skipped=$((skipped + s))
  say "$name: $p passed, $f failed, $s skipped"
  [ "$s" -gt 0 ] && grep -A1 ' \[SKIP\]$' "$log" | grep -v '^--$'
  if [ "$f" -gt 0 ] || { [ $rc -ne 0 ] && [ "$f" -eq 0 ]; }; then cat "$log"; [ "$f" -eq 0 ] && broken=$((broken + 1)); fi
done

# Passwords that the local Neon makes start with npg_, its keys with napi_, and Estuary's access tokens are JWTs: none may stand in
# anything a test printed.
leaks=$(grep -lE 'npg_[A-Za-z0-9]{12}|napi_[A-Za-z0-9]{24}|eyJ[A-Za-z0-9_-]{20,}' artifacts/results/*.log artifacts/results/*.trx 2>/dev/null)
if [ -n "$leaks" ]; then
  say "secrets stand in the output of tests: $leaks"
  failed=$((failed + 1))
else
  passed=$((passed + 1))
fi

failed=$((failed + broken))
[ "$skipped" -gt 0 ] && say "$skipped skipped (named above)"
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
