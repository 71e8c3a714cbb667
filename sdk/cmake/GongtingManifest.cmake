# cmake -DNAME= -DSIDE= -DMANIFEST= -DEMBEDDED= -DOUTPUT= -P GongtingManifest.cmake
# Checks what a build can know of plugin.json, writes it as a C++ source and copies it beside the library. The host
# checks all of it when it loads the plugin.
cmake_minimum_required(VERSION 3.25)
file(READ "${MANIFEST}" text)

function(refuse reason)
  message(FATAL_ERROR "${MANIFEST}: ${reason}")
endfunction()

function(read_key key type)
  string(JSON actual ERROR_VARIABLE problem TYPE "${text}" "${key}")
  if(NOT problem STREQUAL "NOTFOUND")
    refuse("\"${key}\" is missing or the file is no JSON object (${problem})")
  elseif(NOT actual STREQUAL type)
    refuse("\"${key}\" must be a ${type}, not ${actual}")
  endif()
  string(JSON value GET "${text}" "${key}")
  set(${key} "${value}" PARENT_SCOPE)
endfunction()

read_key(id STRING)
read_key(name STRING)
read_key(version STRING)
read_key(abi NUMBER)
read_key(title OBJECT)
if(NOT name STREQUAL NAME)
  refuse("\"name\" is ${name}, but CMake builds gongting_add_plugin(${NAME}); write the same name in both")
elseif(NOT name MATCHES "^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
  refuse("\"name\" must be snake_case, because it becomes the prefix of addresses, tables and permissions: ${name}")
elseif(NOT id MATCHES "^[a-z0-9]+([.-][a-z0-9_]+)+$")
  refuse("\"id\" must be a reverse domain name such as org.example.${NAME}: ${id}")
elseif(NOT version MATCHES "^[0-9]+[.][0-9]+[.][0-9]+$")
  refuse("\"version\" must be three numbers such as 1.0.0: ${version}")
elseif(NOT abi EQUAL 1)
  refuse("\"abi\" must be 1, the one this SDK builds for: ${abi}")
endif()

string(FIND "${text}" ")gt_json\"" at)
if(NOT at EQUAL -1)
  refuse("the text )gt_json\" cannot be embedded")
endif()
file(WRITE "${EMBEDDED}" "// Made from ${NAME}/plugin.json; do not edit.\n"
     "extern \"C\" const char gongting_manifest_text[];\n"
     "extern \"C\" const char gongting_manifest_text[] = R\"gt_json(${text})gt_json\";\n")
file(MAKE_DIRECTORY "${OUTPUT}")
configure_file("${SIDE}" "${OUTPUT}/plugin.json" COPYONLY)
