# triaz_program(SOURCE library...): the program triaz_<name> from <name>_main.cpp. A peer that is
# written with SimGrid itself is linked with it.
function(triaz_program source)
  get_filename_component(name "${source}" NAME_WE)
  string(REGEX REPLACE "_main$" "" name "${name}")
  add_executable(triaz_${name} "${source}")
  target_link_libraries(triaz_${name} PRIVATE ${ARGN})
  file(STRINGS "${source}" of_simgrid REGEX "#include <simgrid/")
  if(of_simgrid)
    target_link_libraries(triaz_${name} PRIVATE simgrid)
  endif()
  triaz_needs_modules(triaz_${name})
endfunction()

# The modules are there when the program is.
function(triaz_needs_modules target)
  get_property(modules GLOBAL PROPERTY TRIAZ_MODULES)
  add_dependencies(${target} ${modules})
endfunction()
