#include "sim/cli/file_bytes.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "sim/cli/exit_code.hpp"

namespace triaz::cli {

namespace fs = std::filesystem;

bool is_file(const std::string& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
}

std::string bytes_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    if (!file) throw Failure(ExitCode::io, "cannot read " + path);
    return bytes;
}

TemporaryFolder::TemporaryFolder() : path_((fs::temp_directory_path() / "triaz-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr)
        throw Failure(ExitCode::io, "cannot make a folder such as " + path_);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
}

}  // namespace triaz::cli
