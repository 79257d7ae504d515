# Mutation testing with Stryker, for `test.sh --mutants`. Sourced, not run.

# run_mutants [target...]: changes the code of each target (eng/mutants/*.json) in one place after the other, and counts the changes that
# no test of tests/NeonFlow.*.Mutants notices. A target passes with 85 of 100 noticed; reports are in artifacts/mutants.
run_mutants() {
  local targets=("$@") target config project log passed=0 failed=0
  if [ ${#targets[@]} -eq 0 ]; then
    for config in eng/mutants/*.json; do targets+=("$(basename "$config" .json)"); done
  fi
  for target in "${targets[@]}"; do
    [ -f "eng/mutants/$target.json" ] || fail "no target $target; targets: $(cd eng/mutants && ls | sed 's/\.json$//' | tr '\n' ' ')"
  done

  dotnet tool restore >/dev/null || fail "no package source has the dotnet-stryker that .config/dotnet-tools.json names"
  rm -rf artifacts/mutants; mkdir -p artifacts/mutants
  # Stryker talks to the tests through files of fixed names in the temporary folder, which two runs on one machine must not share.
  TMPDIR=$(mktemp -d); export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
  for target in "${targets[@]}"; do
    project=$(sed -nE 's/.*"project": "(.*)\.csproj".*/\1/p' "eng/mutants/$target.json")
    log=$PWD/artifacts/mutants/$target.log
    dotnet restore "tests/$project.Mutants" -p:PulumiSdk="$PULUMI_SDK" -v q --nologo || fail "the restore of tests/$project.Mutants failed"
    if (
      # Stryker calls dotnet itself: what it shall say to it stands in the environment. In the folder of a solution it wants all of it.
      export PulumiSdk=$PULUMI_SDK UseSharedCompilation=true
      cd "tests/$project.Mutants" || exit 1
      exec dotnet stryker -f "../../eng/mutants/$target.json" -O "../../artifacts/mutants/$target" --skip-version-check
    ) >"$log" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); grep -q 'The final mutation score is' "$log" || cat "$log"; fi
    say "$target: $(sed -nE 's/.*The final mutation score is (.*)/\1/p' "$log" | tail -1) of the mutants noticed"
  done
  dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
  say "artifacts/mutants/<target>/reports/mutation-report.html shows every mutant in its place"
  say "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
