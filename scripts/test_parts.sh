# shellcheck shell=bash disable=SC2154
# Sourced by scripts/test: its parts. Each adds to `passed` and `failed`; a step that cannot run at all counts as failed.

count() { passed=$((passed + $1)) failed=$((failed + $2)); }

# check NAME COMMAND...: one test; its output is shown when it fails
check() {
  local name=$1 log
  shift
  log=$work/${name//[^a-z0-9]/_}.log
  if "$@" >"$log" 2>&1; then
    count 1 0
    say "ok    $name: $(tail -n 1 "$log")"
  else
    count 0 1
    say "FAIL  $name"
    tail -n 40 "$log" >&2
  fi
}

# count_junit FILE...: adds the tests of JUnit files; skipped ones count as neither
count_junit() {
  local numbers
  numbers=$(python3 - "$@" <<'P'
import re
import sys
import xml.etree.ElementTree as tree
passed = failed = 0
for name in sys.argv[1:]:
    text = open(name, encoding="utf-8", errors="replace").read()
    for case in tree.fromstring(re.sub(r"[\x00-\x08\x0b-\x1f]", "", text)).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
            failed += 1
        elif case.find("skipped") is None and case.get("status") not in ("notrun", "disabled"):
            passed += 1
print(passed, failed)
P
  ) || numbers="0 1"
  # shellcheck disable=SC2086
  count $numbers
}

build_or_fail() {
  build "$@" >"$work/build.log" 2>&1 && return 0
  say "FAIL  build $1"
  grep -E 'error:|FAILED|ninja: ' -A 5 "$work/build.log" | head -n 60 >&2 || tail -n 40 "$work/build.log" >&2
  count 0 1
  return 1
}

test_ctest() {
  build_or_fail ci || return 0
  tests/with_postgres ctest --test-dir build/ci --parallel 2 --output-on-failure --no-tests=error \
    --output-junit "$work/ctest.xml" >"$work/ctest.log" 2>&1 || grep -vE '^ *[0-9]+/[0-9]+ Test.* Passed|^ *Start ' "$work/ctest.log" | tail -n 150 >&2
  count_junit "$work/ctest.xml"
}

# Where input from outside is taken apart: the tests of those run once more under AddressSanitizer and UBSan.
parser_tests=(base_test http_test sdk_test view_test)

# What a test program is run by: empty, or tests/with_postgres for those that want a server.
beside=()

# run_googletests PRESET TARGET...: builds these and runs each by itself
run_googletests() {
  local preset=$1 target program
  shift
  build_or_fail "$preset" "$@" || return 0
  for target in "$@"; do
    program=$(find "$PWD/build/$preset" -type f -name "$target" -perm -u+x | head -n 1)
    run_googletest "$program" "$work/$preset-$target"
  done
}

# run_googletest PROGRAM RESULT: counts its tests, and a failure of the program itself: what a sanitizer says at the end,
# after all tests have passed, is in the exit code only
run_googletest() {
  local program=$1 result=$2 before=$failed
  if (cd "$(dirname "$program")" && exec "${beside[@]}" "$program" --gtest_output="xml:$result.xml") >"$result.log" 2>&1; then
    count_junit "$result.xml"
    return 0
  fi
  tail -n 80 "$result.log" >&2
  [ ! -f "$result.xml" ] || count_junit "$result.xml"
  [ "$failed" -gt "$before" ] || { say "FAIL  $(basename "$program") did not end with 0"; count 0 1; }
}

test_asan() {
  UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 run_googletests asan "${parser_tests[@]}"
}

# start_demo_server: a release-like server with the demo on free ports; sets portal, console and server
start_demo_server() {
  local first
  first=$(free_ports)
  portal=http://127.0.0.1:$first console=http://127.0.0.1:$((first + 1))
  export GT_PORT=$first GT_VAR=$work/var GT_CONFIG=config/gongting.json
  export GT_DEMO_PASSWORD=${GT_DEMO_PASSWORD:-Jiefen-Tiaojie-2026}
  # Where tests/browser/journeys/notices.test.mjs takes mail.
  MAIL_PORT=$(free_ports)
  export MAIL_PORT GT_MAIL_HOST=127.0.0.1 GT_MAIL_PORT=$MAIL_PORT GT_MAIL_FROM=court@example.cn GT_ADDRESSES_PORTAL=$portal
  fill_demo build/ci/gongting >"$work/demo.log" 2>&1 || { tail -n 20 "$work/demo.log" >&2; return 1; }
  build/ci/gongting serve 2>"$work/serve.log" &
  server=$!
  curl -fsS --retry 60 --retry-delay 1 --retry-connrefused --retry-all-errors -o /dev/null "$portal/readyz" 2>/dev/null || { tail -n 20 "$work/serve.log" >&2; return 1; }
}

# R37: none of the numbers of people in the demo lies in the files of the database
no_number_in_the_clear() {
  grep -ohE '1[3-9][0-9]{9}|[0-9]{17}[0-9X]' config/demo/*.json | sort -u >"$work/numbers"
  [ -s "$work/numbers" ] && [ -s "$GT_VAR/gongting.db" ] && ! grep -aoFf "$work/numbers" "$GT_VAR"/gongting.db*
}

stop_demo_server() {
  local code=0
  kill -TERM "$server"
  wait "$server" || code=$?
  server=
  return $code
}

# Journeys in Chromium, then what every page has to be.
test_browser() {
  fetch_browser_packages
  [ -x build/ci/gongting ] || build_or_fail ci || return 0
  start_demo_server || { say "FAIL  the demo server did not start"; count 0 1; return 0; }
  export PORTAL=$portal CONSOLE=$console
  local tools=tests/browser/tools
  if compgen -G 'tests/browser/journeys/*.test.mjs' >/dev/null; then
    "$NODE" --test --test-concurrency=1 --test-reporter=junit --test-reporter-destination="$work/journeys.xml" \
      --test-reporter=spec --test-reporter-destination="$work/journeys.log" tests/browser/journeys/*.test.mjs || tail -n 80 "$work/journeys.log" >&2
    count_junit "$work/journeys.xml"
  fi

  local face base user state cookie
  for face in portal console; do
    [ $face = portal ] && base=$portal user=citizen || base=$console user=siteadmin
    state=$work/$face.json
    cookie=$("$NODE" $tools/login.mjs "$base" /linan/signin "$user" "$GT_DEMO_PASSWORD" --state "$state" 2>"$work/login.log" | tail -n 1) ||
      { say "FAIL  $user cannot sign in at the $face: $(cat "$work/login.log")"; count 0 1; continue; }
    local start="/,/linan/,/linhai/"
    [ $face = portal ] || start="/linan/"
    check "$face: links, console, foreign requests" "$NODE" $tools/crawl.mjs "$base" --start "$start" --storage "$state" --max 60 --no-shots --out "$work/crawl-$face"
    # The same pages as the browser wants them otherwise are looked at by themselves below.
    grep -vE '[?&](view|contrast|lang|scheme)=' "$work/crawl-$face/urls.txt" | head -n 32 >"$work/urls-$face.txt"
    check "$face: accessible" "$NODE" $tools/a11y.mjs "$base" --urls "$work/urls-$face.txt" --storage "$state" --max 32
    check "$face: accessible on a phone of 360 px" "$NODE" $tools/a11y.mjs "$base" --urls "$work/urls-$face.txt" --storage "$state" --max 32 --mobile
    check "$face: valid HTML" $tools/html_valid.sh "$base" --start "$start" --cookie "$cookie" --max 60
    check "$face: headers" python3 $tools/headers.py "$base" --paths "/,/linan/,/linan/signin,/no-such-page" --private /linan/me --cookie "$cookie"
  done
  check "numbers of persons are sealed in the database" no_number_in_the_clear
  check "stops with exit code 0" stop_demo_server
}

# Whose tests start threads, and whose code runs on several.
threaded_tests=(base_test http_test http_edge_test web_test view_test store_contract_test plugin_contract_test)
contract_tests=(store_contract_test plugin_contract_test http_edge_test)

# Longer checks, for before a release. GT_TIDY_SINCE names a commit: clang-tidy then looks at what changed since only.
test_deep() {
  install_packages deep
  beside=("$PWD/tests/with_postgres")
  TSAN_OPTIONS="halt_on_error=1" run_googletests tsan "${threaded_tests[@]}"
  UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 run_googletests asan "${contract_tests[@]}"
  beside=()
  check "fuzzing" tests/fuzz/run "${GT_FUZZ_SECONDS:-60}"
  [ -f build/ci/compile_commands.json ] || build_or_fail ci || return 0
  check "clang-tidy" tidy
}

tidy() {
  if [ -n "${GT_TIDY_SINCE:-}" ]; then
    git diff --name-only --diff-filter=d "$GT_TIDY_SINCE" -- 'platform/*.cpp' 'plugins/*.cpp'
  else
    git ls-files 'platform/*.cpp' 'plugins/*.cpp'
  fi | xargs -r -P 2 -n 4 clang-tidy-14 -p build/ci --quiet
}

# header NAME PATCH: the value of a line "NAME: value" before the patch itself
header() { sed -n "/^diff /q; s/^$1: //p" "$2"; }

# copy_tree FOLDER: brings it to what is tracked here, so that the patches never touch the tree that somebody works in,
# and what an interrupted run left in the copy is mended by the next one.
# Only files that differ are written: their times tell ninja what to build again.
copy_tree() {
  local file
  git -c core.quotePath=off ls-files >"$work/tracked"
  while IFS= read -r file; do
    [ -e "$file" ] || continue
    cmp -s "$file" "$1/$file" || { mkdir -p "$1/$(dirname "$file")" && cp -p --no-preserve=timestamps "$file" "$1/$file"; }
  done <"$work/tracked"
  (cd "$1" && find . -type f -not -path './build/*' -printf '%P\n') >"$work/copied"
  while IFS= read -r file; do rm -f "$1/$file"; done < <(grep -vxFf "$work/tracked" "$work/copied")
}

# Each patch of tests/mutants (or those that are named) takes one guard away; its test has to notice.
test_mutants() {
  local tree=$PWD/build/mutants patches=() patch name targets tests
  for name in "${mutants[@]}"; do patches+=("tests/mutants/$name.patch"); done
  [ ${#patches[@]} -gt 0 ] || patches=(tests/mutants/R*.patch)
  mkdir -p "$tree"
  copy_tree "$tree"
  for patch in "${patches[@]}"; do
    name=$(basename "$patch" .patch)
    if [ ! -f "$patch" ]; then
      say "FAIL  $name: there is no $patch"
      count 0 1
      continue
    fi
    targets=$(header Build "$patch") tests=$(header Test "$patch")
    if [ -z "$tests" ] || [ -z "$targets" ]; then
      say "FAIL  $name: its head needs the lines \"Build: TARGET...\" and \"Test: REGEX\""
      count 0 1
    elif ! patch -d "$tree" -p1 --forward --silent --dry-run <"$patch" >/dev/null; then
      say "FAIL  $name: the patch does not apply any more"
      count 0 1
    elif passes_untouched "$tree" "$name" "$targets" "$tests"; then
      patch -d "$tree" -p1 --forward --silent --no-backup-if-mismatch <"$patch"
      test_mutant "$tree" "$name" "$targets" "$tests"
      patch -d "$tree" -p1 --reverse --silent --no-backup-if-mismatch <"$patch"
    fi
  done
}

# build_copy TREE NAME TARGETS: the preset is that of the other tests, so that ccache has most of it already
# shellcheck disable=SC2086
build_copy() { (cd "$1" && build ci $3) >"$work/$2.log" 2>&1; }

# Suites through the whole program (….Server) only where a mutant names them: for others it is not built, or is still that
# of the mutant before.
run_named_tests() {
  local but=()
  [[ $3 == *Server* ]] || but=(-E '\.Server$')
  rm -f "$work/$2.xml"
  tests/with_postgres ctest --test-dir "$1/build/ci" -R "$3" "${but[@]}" --no-tests=error --timeout 120 --output-junit "$work/$2.xml" \
    >"$work/$2.log" 2>&1
}

# With the guard in place the tests are there and pass: else their failing says nothing.
passes_untouched() {
  local tree=$1 name=$2 targets=$3 tests=$4
  if ! build_copy "$tree" "$name" "$targets"; then
    say "FAIL  $name: the tree does not build without it"
  elif ! run_named_tests "$tree" "$name" "$tests"; then
    say "FAIL  $name: $tests fails although the guard is there, or there is no such test"
  else
    return 0
  fi
  tail -n 20 "$work/$name.log" >&2
  count 0 1
  return 1
}

# The mutated tree has to build, and the test has to run and fail.
test_mutant() {
  local tree=$1 name=$2 targets=$3 tests=$4
  if ! build_copy "$tree" "$name" "$targets"; then
    say "FAIL  $name: the tree does not build with it"
    tail -n 20 "$work/$name.log" >&2
    count 0 1
  elif run_named_tests "$tree" "$name" "$tests"; then
    say "FAIL  $name: $tests passes although the guard is gone"
    count 0 1
  elif [ ! -f "$work/$name.xml" ] || ! grep -q '<testcase' "$work/$name.xml"; then
    say "FAIL  $name: $tests did not run"
    tail -n 20 "$work/$name.log" >&2
    count 0 1
  else
    say "ok    $name: $tests notices"
    count 1 0
  fi
}
