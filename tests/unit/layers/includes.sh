#!/usr/bin/env bash
# tests/unit/layers/includes.sh [FOLDER]: which part of the repository may include which. Says each line that may not.
set -euo pipefail
cd "${1:-$(dirname "$0")/../../..}"
shopt -s nullglob
bad=0

say() {
  echo "$1"
  bad=1
}

# includes FOLDER: "file:line:path" of each include in it
includes() {
  grep -rnE --include='*.[ch]pp' --include='*.[ch]' '^[[:space:]]*#[[:space:]]*include' "$1" |
    sed -E 's/^([^:]*:[0-9]+):[^"<]*["<]([^">]*)[">].*$/\1:\2/'
}

# never FOLDER PART...: no file below the folder includes anything of these parts of platform/
never() {
  local folder=$1 parts found
  shift
  [ -d "$folder" ] || { say "$folder is not there; correct tests/unit/layers"; return; }
  [ -n "$(includes "$folder")" ] || { say "$folder: found no include at all; correct tests/unit/layers"; return; }
  parts=$(IFS='|' && echo "$*")
  found=$(includes "$folder" | grep -E ":(\.\./|platform/)*($parts)/" || true)
  [ -z "$found" ] || say "$folder stands below ${parts//|/, } and may not include:"$'\n'"$found"
}

everything=()
for part in platform/*/*.hpp; do
  part=$(basename "$(dirname "$part")")
  [[ " ${everything[*]} " == *" $part "* ]] || everything+=("$part")
done
[ ${#everything[@]} -gt 10 ] || say "found only ${#everything[@]} parts of platform/; correct tests/unit/layers"

never sdk "${everything[@]}"
others=()
for part in "${everything[@]}"; do [ "$part" = base ] || others+=("$part"); done
never platform/base "${others[@]}"
for part in http store sites auth view clock plugin_host audit jobs periods workflow notify invite sign; do never "platform/$part" web portal console app; done
never platform/web portal console app
never platform/portal console app
never platform/console portal app

# A plugin: the SDK, and files of its own beside the one that includes them or in its src/.
for plugin in plugins/*/; do
  while IFS=: read -r file line path; do
    case $path in gongting/*) continue ;; esac
    case $(sed -n "${line}p" "$file") in *'<'*) [ -d "platform/${path%%/*}" ] || continue ;; esac
    if [[ $path == *..* ]] || ! { [ -e "$(dirname "$file")/$path" ] || [ -e "${plugin}src/$path" ]; }; then
      say "$file:$line: a plugin includes \"gongting/…\" and its own files, not \"$path\""
    fi
  done < <(includes "$plugin")
done

[ $bad -eq 0 ] && echo "includes point one way"
exit $bad
