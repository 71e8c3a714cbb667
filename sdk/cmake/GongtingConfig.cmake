# find_package(Gongting): the target gongting::sdk (headers) and gongting_add_plugin().
if(NOT TARGET gongting::sdk)
  include(${CMAKE_CURRENT_LIST_DIR}/GongtingTargets.cmake)
endif()
if(NOT COMMAND gongting_add_plugin)
  include(${CMAKE_CURRENT_LIST_DIR}/GongtingPlugin.cmake)
endif()
