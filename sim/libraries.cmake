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

# triaz_library(NAME [USES lower...] [DOORS package...]): the target triaz_NAME from sim/NAME/*.cpp.
function(triaz_library name)
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

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(sources)
    add_library(triaz_${name} STATIC ${sources})
    set(scope PUBLIC)
    set(door_scope PRIVATE)
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
