#include "sim/cli/commands.hpp"
#include "sim/cli/version.hpp"

namespace triaz::cli {

int execute(const VersionOptions&, const Invocation&) {
    write_out("triaz " + std::string{version()} + " (" + std::string{commit()} + ")\n");
    return 0;
}

}  // namespace triaz::cli
