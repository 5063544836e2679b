# The .tar.gz. By tar itself, since CPack's own has the owner and the order of the files from whoever packs.
get_filename_component(folder ${CPACK_TEMPORARY_DIRECTORY} DIRECTORY)
get_filename_component(name ${CPACK_TEMPORARY_DIRECTORY} NAME)
set(archive ${CPACK_PACKAGE_DIRECTORY}/${CPACK_PACKAGE_FILE_NAME}.tar.gz)
execute_process(
  COMMAND tar --create --file=${archive} "--use-compress-program=gzip -9n" --sort=name --owner=0 --group=0 --numeric-owner
          --mtime=@$ENV{SOURCE_DATE_EPOCH} --transform=s,^${name},${CPACK_PACKAGE_FILE_NAME}, --directory=${folder} ${name}
  COMMAND_ERROR_IS_FATAL ANY)
set(CPACK_EXTERNAL_BUILT_PACKAGES ${archive})
