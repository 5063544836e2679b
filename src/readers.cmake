# What reads the registry, the services, the dossiers, the claims and the ghosts: for the plugin those of a user, for data/maker/ ours.
add_library(portlore_readers STATIC)
target_sources(portlore_readers PRIVATE ${CMAKE_CURRENT_LIST_DIR}/claim.cpp ${CMAKE_CURRENT_LIST_DIR}/claim_file.cpp ${CMAKE_CURRENT_LIST_DIR}/csv.cpp ${CMAKE_CURRENT_LIST_DIR}/dossier.cpp ${CMAKE_CURRENT_LIST_DIR}/file.cpp
               ${CMAKE_CURRENT_LIST_DIR}/ghost.cpp ${CMAKE_CURRENT_LIST_DIR}/host.cpp
               ${CMAKE_CURRENT_LIST_DIR}/keyed_hash.cpp
               ${CMAKE_CURRENT_LIST_DIR}/registry.cpp ${CMAKE_CURRENT_LIST_DIR}/registry_file.cpp ${CMAKE_CURRENT_LIST_DIR}/service.cpp
               ${CMAKE_CURRENT_LIST_DIR}/service_file.cpp ${CMAKE_CURRENT_LIST_DIR}/subnet.cpp)
target_include_directories(portlore_readers PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(portlore_readers PUBLIC PkgConfig::GLIB)
if(WIN32)
  target_link_libraries(portlore_readers PUBLIC ws2_32)
endif()
target_compile_options(portlore_readers PRIVATE -Wall -Wextra -Wpedantic)

# Code that runs where a user asks for it, and not for each packet, is small rather than fast: what of the plugin lies in memory
# from the start is halved.
function(make_small)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:RelWithDebInfo>:-Os>)
endfunction()
foreach(source claim_file csv dossier file registry_file service_file)
  make_small(${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
