#!/bin/sh
# compile_headers.sh COMPILER STANDARD LANGUAGE INCLUDE_FOLDER HEADER…
# Each header has to compile by itself, alone, without a warning.
set -eu
compiler=$1 standard=$2 language=$3 include=$4
shift 4
for header; do
  printf '#include "%s"\n' "$header" |
    "$compiler" "-std=$standard" -x "$language" -fsyntax-only -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror \
      -I"$include" - || { echo "$header does not compile as $standard by $compiler" >&2; exit 1; }
done
