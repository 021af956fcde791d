# What pages need is part of the program: style and script of reports/web as literals of C++, made
# when CMake configures, and anew when one of them changes.
function(triaz_embed_web_assets)
  set(web "${PROJECT_SOURCE_DIR}/reports/web")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    "${web}/report.css" "${web}/report.js")
  foreach(kind css js)
    file(READ "${web}/report.${kind}" TRIAZ_WEB_${kind})
  endforeach()
  set(out "${CMAKE_CURRENT_BINARY_DIR}/publish/assets.cpp")
  configure_file("${CMAKE_CURRENT_SOURCE_DIR}/publish/html/assets.cpp.in" "${out}" @ONLY)
  target_sources(triaz_publish PRIVATE "${out}")
endfunction()
