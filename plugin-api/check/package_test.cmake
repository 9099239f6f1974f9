# Installs the plugin API into a folder, builds an example against that alone, and looks at what the
# plugin exports.
#   cmake -DBUILD=... -DWORK=... -DSOURCE=... -DLIBDIR=... -DCXX=... -P package_test.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
run(${CMAKE_COMMAND} "-DCMAKE_INSTALL_PREFIX=${WORK}/prefix" -P "${BUILD}/plugin-api/cmake_install.cmake")
foreach(file include/relais/abi.h include/relais/sdk.hpp include/relais/sdk/host.hpp
        share/relais/schemas/manifest.json share/relais/schemas/account.json)
  if(NOT EXISTS "${WORK}/prefix/${file}")
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()

run(${CMAKE_COMMAND} -G Ninja -S "${SOURCE}/check/consumer" -B "${WORK}/build"
    "-DCMAKE_PREFIX_PATH=${WORK}/prefix" "-DCMAKE_CXX_COMPILER=${CXX}"
    "-DEXAMPLE=${SOURCE}/examples/cpp/cards.cpp")
run(${CMAKE_COMMAND} --build "${WORK}/build")

execute_process(COMMAND nm -D --defined-only "${WORK}/build/plugins/cards.so" OUTPUT_VARIABLE symbols)
if(NOT symbols MATCHES "^[0-9a-f]+ T relais_plugin_v1\n$")
  message(FATAL_ERROR "the plugin exports:\n${symbols}")
endif()

file(READ "${WORK}/prefix/${LIBDIR}/pkgconfig/relais-plugin-api.pc" pc)
if(NOT pc MATCHES "Cflags: -I" OR pc MATCHES "@")
  message(FATAL_ERROR "the pkg-config file is not filled out:\n${pc}")
endif()
