# Write files into C++ source, where src/embedded.h finds them.
#
# usage: cmake -DOUTPUT=SOURCE -DFILES=LIST -P embed.cmake     the files are relative to the working folder, and named so
set(rows "")
foreach(name ${FILES})
  file(READ ${name} text)
  string(APPEND rows "    {\"${name}\", R\"portlore(${text})portlore\"sv},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"embedded.h\"

namespace portlore {
namespace {
using namespace std::string_view_literals;
constexpr EmbeddedFile kFiles[] = {
${rows}};
}  // namespace
std::span<const EmbeddedFile> embedded_files() { return kFiles; }
}  // namespace portlore
")
