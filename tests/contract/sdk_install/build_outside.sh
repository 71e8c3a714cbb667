#!/bin/sh
# build_outside.sh BUILD_FOLDER REPOSITORY LOADER PLUGIN_FOLDER
# Installs the SDK to a temporary prefix, builds a copy of the plugin against it with nothing of the repository on the
# path, runs the plugin's own tests, and loads it.
set -eu
build=$1 repository=$2 loader=$3 plugin=$4
work=$(mktemp -d "${TMPDIR:-/tmp}/gongting-outside.XXXXXX")
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/prefix" --component sdk >/dev/null
extra=
case $plugin in
  template) cp -r "$work/prefix/share/gongting/sdk/template" "$work/plugin" ;;
  *)
    cp -r "$plugin" "$work/plugin"
    extra=-Wno-missing-field-initializers  # as the platform's own build
    ;;
esac

outside() { (cd "$work" && env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$work" LANG=C.UTF-8 "$@"); }
outside cmake -S plugin -B build -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
  -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wshadow $extra -Werror" >"$work/configure.log" || { cat "$work/configure.log" >&2; exit 1; }
outside cmake --build build -- -j2 >"$work/build.log" || { cat "$work/build.log" >&2; exit 1; }

if { cat "$work/build/compile_commands.json"; ninja -C "$work/build" -t deps; } | grep -F "$repository/"; then
  echo "the plugin was built with files of the repository (above)" >&2
  exit 1
fi
outside ctest --test-dir build --output-on-failure --no-tests=error
"$loader" "$work/build/plugins"
