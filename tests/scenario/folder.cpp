#include "tests/scenario/folder.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace triaz::scenario {

namespace fs = std::filesystem;

Folder::Folder() : before_(fs::current_path()) {
    std::string pattern = (fs::temp_directory_path() / "triaz-scenario-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = fs::canonical(pattern);
    fs::create_directory(path_ / "models");  // what marks the tree that files must not leave
    fs::current_path(path_);
}

Folder::~Folder() {
    fs::current_path(before_);
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void Folder::write(const std::string& name, std::string_view text) const {
    const fs::path path = path_ / name;
    fs::create_directories(path.parent_path());
    fs::remove(path);  // a new file is not forced to the disk, as one is that is written over
    std::ofstream{path, std::ios::binary} << text;
}

std::string Folder::hidden(std::string text) const {
    for (std::size_t at = text.find(path_.string()); at != std::string::npos;
         at = text.find(path_.string())) {
        text.replace(at, path_.string().size(), "<folder>");
    }
    return text;
}

std::string source_text(const std::string& path) {
    std::ifstream stream{fs::path{TRIAZ_SOURCE_DIR} / path, std::ios::binary};
    if (!stream) throw std::runtime_error("no file " + path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace triaz::scenario
