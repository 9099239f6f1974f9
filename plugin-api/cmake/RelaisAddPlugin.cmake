# relais_add_plugin(NAME [NO_INSTALL] [OUTPUT folder] sources...)
#
# Builds NAME.so, a plugin in C or C++, linked with the headers (relais::plugin-api). Exactly one
# symbol leaves it: relais checks that, because whatever else a plugin exports (above all the
# GNU_UNIQUE statics of g++) is shared with the other plugins of the process.
#
# It is built into OUTPUT (default: RELAIS_PLUGIN_OUTPUT, else <build>/plugins; point
# RELAIS_PLUGIN_PATH there) and installed into <libdir>/relais/plugins, unless NO_INSTALL is given.
set(RELAIS_PLUGIN_MAP "${CMAKE_CURRENT_LIST_DIR}/relais-plugin.map" CACHE INTERNAL "")

function(relais_add_plugin name)
  cmake_parse_arguments(ARG "NO_INSTALL" "OUTPUT" "" ${ARGN})
  if(NOT ARG_OUTPUT)
    if(RELAIS_PLUGIN_OUTPUT)
      set(ARG_OUTPUT "${RELAIS_PLUGIN_OUTPUT}")
    else()
      set(ARG_OUTPUT "${CMAKE_BINARY_DIR}/plugins")
    endif()
  endif()

  add_library(${name} MODULE ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE relais::plugin-api)
  target_compile_features(${name} PRIVATE cxx_std_20 c_std_11)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so"
    LIBRARY_OUTPUT_DIRECTORY "${ARG_OUTPUT}"
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON
    LINK_DEPENDS "${RELAIS_PLUGIN_MAP}")
  target_compile_options(${name} PRIVATE
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE "-Wl,--version-script=${RELAIS_PLUGIN_MAP}")
  # clang leaves the sanitizers' symbols to the program, so they are undefined in a library.
  if(NOT (CMAKE_CXX_COMPILER_ID MATCHES "Clang"
          AND "${RELAIS_SANITIZE} ${CMAKE_CXX_FLAGS} ${CMAKE_C_FLAGS}" MATCHES "address|thread|memory|undefined"))
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()

  if(NOT ARG_NO_INSTALL)
    include(GNUInstallDirs)
    install(TARGETS ${name} LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/relais/plugins")
  endif()
endfunction()
