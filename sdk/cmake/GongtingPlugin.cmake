# Builds a plugin from the plugin.json, sources and data folders beside the calling CMakeLists.txt:
#
#   gongting_add_plugin(guestbook SOURCES src/guestbook.cpp)
#   gongting_add_plugin_test(guestbook SOURCES tests/guestbook_test.cpp)
#
# The result is a folder that the host can load as it is, ${CMAKE_BINARY_DIR}/plugins/<name> (or below
# GONGTING_PLUGIN_OUTPUT): plugin.json, lib<name>.so, and links to templates, locale, migrations, rules, workflows, forms and static.

set(_gongting_cmake_dir ${CMAKE_CURRENT_LIST_DIR} CACHE INTERNAL "")

# Options: NO_INSTALL leaves the install rules out; FOLDER is where plugin.json and the sources lie, if not here;
# MANIFEST names another file to embed than plugin.json; LINK_LIBRARIES are private static libraries of the plugin.
function(gongting_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "NO_INSTALL" "MANIFEST;FOLDER" "SOURCES;LINK_LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "gongting_add_plugin(${name}): write gongting_add_plugin(<name> SOURCES <file>…)")
  endif()
  set(source ${CMAKE_CURRENT_SOURCE_DIR})
  if(arg_FOLDER)
    cmake_path(ABSOLUTE_PATH arg_FOLDER BASE_DIRECTORY ${source} NORMALIZE OUTPUT_VARIABLE source)
    list(TRANSFORM arg_SOURCES PREPEND ${source}/)
  endif()
  set(side ${source}/plugin.json)
  if(NOT EXISTS ${side})
    message(FATAL_ERROR "gongting_add_plugin(${name}): ${side} is missing; it says what the plugin is and needs")
  endif()
  if(NOT arg_MANIFEST)
    set(arg_MANIFEST ${side})
  endif()
  if(NOT GONGTING_PLUGIN_OUTPUT)
    set(GONGTING_PLUGIN_OUTPUT ${CMAKE_BINARY_DIR}/plugins)
  endif()
  set(output ${GONGTING_PLUGIN_OUTPUT}/${name})
  set(embedded ${CMAKE_CURRENT_BINARY_DIR}/${name}_manifest.cpp)

  add_custom_command(OUTPUT ${embedded}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DSIDE=${side} -DMANIFEST=${arg_MANIFEST} -DEMBEDDED=${embedded}
            -DOUTPUT=${output} -P ${_gongting_cmake_dir}/GongtingManifest.cmake
    DEPENDS ${side} ${arg_MANIFEST} ${_gongting_cmake_dir}/GongtingManifest.cmake
    COMMENT "Checking and embedding plugin.json of ${name}" VERBATIM)

  add_library(${name}_objects OBJECT ${arg_SOURCES} ${embedded})
  target_link_libraries(${name}_objects PUBLIC gongting::sdk)
  target_include_directories(${name}_objects PUBLIC ${source}/src)
  # Hidden and without unique symbols: nothing of a plugin may meet another plugin's or the host's.
  set_target_properties(${name}_objects PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
                        VISIBILITY_INLINES_HIDDEN ON CXX_EXTENSIONS OFF)
  target_compile_options(${name}_objects PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)

  add_library(${name} MODULE)
  target_link_libraries(${name} PRIVATE ${name}_objects ${arg_LINK_LIBRARIES})
  set_target_properties(${name} PROPERTIES PREFIX lib OUTPUT_NAME ${name} LINKER_LANGUAGE CXX
                        LIBRARY_OUTPUT_DIRECTORY ${output} LINK_DEPENDS ${_gongting_cmake_dir}/plugin.map)
  target_link_options(${name} PRIVATE -Wl,-z,defs -Wl,--no-undefined -Wl,--exclude-libs,ALL
                      -Wl,--version-script=${_gongting_cmake_dir}/plugin.map)
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -DLIBRARY=$<TARGET_FILE:${name}> -DNM=${CMAKE_NM}
            -P ${_gongting_cmake_dir}/GongtingExports.cmake VERBATIM)

  foreach(folder templates locale migrations rules workflows forms static)
    file(GLOB present LIST_DIRECTORIES TRUE CONFIGURE_DEPENDS ${source}/${folder})
    if(present)
      file(MAKE_DIRECTORY ${output})
      file(CREATE_LINK ${source}/${folder} ${output}/${folder} SYMBOLIC)
      if(NOT arg_NO_INSTALL)
        install(DIRECTORY ${source}/${folder} DESTINATION lib/gongting/plugins/${name} COMPONENT plugins)
      endif()
    endif()
  endforeach()
  if(NOT arg_NO_INSTALL)
    install(TARGETS ${name} LIBRARY DESTINATION lib/gongting/plugins/${name} COMPONENT plugins)
    install(FILES ${side} DESTINATION lib/gongting/plugins/${name} COMPONENT plugins)
  endif()
endfunction()

# A unit test of the plugin: its sources, linked directly, against <gongting/testing/fake_host.hpp> and GoogleTest.
function(gongting_add_plugin_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK_LIBRARIES")
  if(DEFINED GONGTING_TESTS AND NOT GONGTING_TESTS)
    return()
  endif()
  find_package(GTest QUIET)
  if(NOT GTest_FOUND)
    message(STATUS "${name}_test is left out: GoogleTest is not installed (libgtest-dev)")
    return()
  endif()
  include(GoogleTest)
  add_executable(${name}_test ${arg_SOURCES})
  target_link_libraries(${name}_test PRIVATE ${name}_objects ${arg_LINK_LIBRARIES} GTest::gtest_main)
  target_compile_definitions(${name}_test PRIVATE GONGTING_PLUGIN_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
  gtest_discover_tests(${name}_test)
endfunction()
