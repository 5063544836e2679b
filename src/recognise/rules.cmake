# The recognisers' rules: for the plugin, and for maker/, which looks at them when Port Lore is built.
add_library(portlore_rules STATIC)
foreach(source administration cluster database device families file_and_code industrial intruder machine mail_and_chat message_queue monitoring
               name_and_time network_service payload peer remote_access remote_call routing sap telephony tunnel web windows wireless)
  target_sources(portlore_rules PRIVATE ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
target_include_directories(portlore_rules PUBLIC ${CMAKE_CURRENT_LIST_DIR}/..)
target_link_libraries(portlore_rules PUBLIC PkgConfig::GLIB)
target_compile_options(portlore_rules PRIVATE -Wall -Wextra -Wpedantic)
