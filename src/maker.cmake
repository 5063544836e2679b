# Programs that make C++ tables when Port Lore is built. They run on the machine that builds: where the rest is built for
# another one, each is a project of its own, which includes this first.
if(NOT PROJECT_NAME STREQUAL "portlore")
  set(CMAKE_CXX_STANDARD 20)
  set(CMAKE_CXX_STANDARD_REQUIRED ON)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(GLIB REQUIRED IMPORTED_TARGET glib-2.0)
endif()

# Builds the program of a folder; what calls it, and what depends on it, finds it in the variable.
function(add_maker variable program folder)
  set(command ${program})
  if(CMAKE_CROSSCOMPILING)
    include(ExternalProject)
    ExternalProject_Add(${program}_maker SOURCE_DIR ${CMAKE_CURRENT_SOURCE_DIR}/${folder} INSTALL_COMMAND "" BUILD_ALWAYS ON
                        BUILD_BYPRODUCTS <BINARY_DIR>/${program})
    ExternalProject_Get_Property(${program}_maker BINARY_DIR)
    set(command ${BINARY_DIR}/${program})
  else()
    add_subdirectory(${folder})
  endif()
  set(${variable} ${command} PARENT_SCOPE)
endfunction()
