# find_package(relais-plugin-api) gives relais::plugin-api and relais_add_plugin().
include("${CMAKE_CURRENT_LIST_DIR}/relais-plugin-api-targets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/RelaisAddPlugin.cmake")
