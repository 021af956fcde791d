# triaz_library: makes the target of one folder of sim/ and refuses, when CMake configures, a use
# that breaks the rules of the table in CMakeLists.txt: TRIAZ_LEVEL_<n> (the libraries of a level),
# TRIAZ_DOOR_<package> (who may use it, or ANY), TRIAZ_TARGET_<package> (what that links).

function(triaz_level_of library out)
  foreach(level RANGE 0 ${TRIAZ_TOP_LEVEL})
    if(library IN_LIST TRIAZ_LEVEL_${level})
      set(${out} ${level} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "sim/${library} has no level: "
                      "name it in sim/CMakeLists.txt and sim/README.md")
endfunction()

# What nearly every file includes is parsed once. A file still includes what it uses: lint,
# without TRIAZ_PARSE_ONCE, holds it to that.
# triaz_precompile(NAME [OPTIONS option...] [HEADERS ours...]): the target NAME, for libraries
# compiled with these options.
function(triaz_precompile name)
  cmake_parse_arguments(arg "" "" "OPTIONS;HEADERS" ${ARGN})
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  if(NOT EXISTS "${source}")
    file(WRITE "${source}" "")
  endif()
  add_library(${name} OBJECT "${source}")
  target_link_libraries(${name} PRIVATE triaz_options fmt::fmt)
  target_compile_options(${name} PRIVATE ${arg_OPTIONS})
  target_precompile_headers(${name} PRIVATE <algorithm> <array> <chrono> <compare> <cstdint>
    <functional> <map> <memory> <optional> <set> <span> <string> <string_view> <utility> <variant>
    <vector> <fmt/format.h> ${arg_HEADERS})
endfunction()

# triaz_hold_to_the_rules(NAME USES lower... DOORS package...): of levels and doors.
function(triaz_hold_to_the_rules name)
  cmake_parse_arguments(arg "" "" "USES;DOORS" ${ARGN})
  triaz_level_of(${name} level)
  foreach(lower IN LISTS arg_USES)
    triaz_level_of(${lower} lower_level)
    if(NOT lower_level LESS level)
      message(FATAL_ERROR "sim/${name} (level ${level}) must not use sim/${lower} "
                          "(level ${lower_level}): a library uses strictly lower levels only")
    endif()
  endforeach()
  foreach(package IN LISTS arg_DOORS)
    if(NOT TRIAZ_DOOR_${package} STREQUAL "ANY" AND NOT name IN_LIST TRIAZ_DOOR_${package})
      message(FATAL_ERROR "sim/${name} is no door to ${package}; "
                          "its doors: ${TRIAZ_DOOR_${package}}")
    endif()
  endforeach()
endfunction()

# triaz_library(NAME [COLD] [USES lower...] [DOORS package...]): the target triaz_NAME from
# sim/NAME/*.cpp. COLD: it reads, writes or talks, once a run; compiled quickly, not for speed.
function(triaz_library name)
  cmake_parse_arguments(arg "COLD" "" "USES;DOORS" ${ARGN})
  triaz_hold_to_the_rules(${name} USES ${arg_USES} DOORS ${arg_DOORS})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(sources)
    add_library(triaz_${name} STATIC ${sources})
    set(scope PUBLIC)
    set(door_scope PRIVATE)
    set(precompiled triaz_precompiled)
    if(arg_COLD)
      set(precompiled triaz_precompiled_cold)
      target_compile_options(triaz_${name} PRIVATE ${triaz_cold})
    endif()
    if(TRIAZ_PARSE_ONCE)
      target_precompile_headers(triaz_${name} REUSE_FROM ${precompiled})
      set_target_properties(triaz_${name} PROPERTIES UNITY_BUILD "${arg_COLD}"
                            UNITY_BUILD_BATCH_SIZE 6)
    endif()
  else()
    add_library(triaz_${name} INTERFACE)
    set(scope INTERFACE)
    set(door_scope INTERFACE)
  endif()
  target_link_libraries(triaz_${name} ${scope} triaz_options)
  foreach(lower IN LISTS arg_USES)
    target_link_libraries(triaz_${name} ${scope} triaz_${lower})
  endforeach()
  foreach(package IN LISTS arg_DOORS)
    if(TRIAZ_DOOR_${package} STREQUAL "ANY")  # every library above may use it too
      target_link_libraries(triaz_${name} ${scope} ${TRIAZ_TARGET_${package}})
    else()
      target_link_libraries(triaz_${name} ${door_scope} ${TRIAZ_TARGET_${package}})
    endif()
  endforeach()
  set_property(GLOBAL APPEND PROPERTY TRIAZ_LIBRARIES ${name})
endfunction()

# triaz_module(NAME [USES lower...] [DOORS package...] [AGAIN source...]): triaz_NAME.so from
# sim/NAME/*.cpp, which a program loads when it needs it, from where its run path points: beside
# the program in a build, in lib/triaz where installed. It uses headers of lower libraries, and of
# their code what is compiled AGAIN into it.
function(triaz_module name)
  cmake_parse_arguments(arg "" "" "USES;DOORS;AGAIN" ${ARGN})
  triaz_hold_to_the_rules(${name} USES ${arg_USES} DOORS ${arg_DOORS})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp")
  add_library(triaz_${name} MODULE ${sources} ${arg_AGAIN})
  set_target_properties(triaz_${name} PROPERTIES PREFIX ""
                        LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
  target_link_libraries(triaz_${name} PRIVATE triaz_options fmt::fmt)
  foreach(package IN LISTS arg_DOORS)
    target_link_libraries(triaz_${name} PRIVATE ${TRIAZ_TARGET_${package}})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY TRIAZ_MODULES triaz_${name})
endfunction()
