// A fresh folder to work in, gone when it goes out of scope. The process works in it meanwhile, so
// that files are named, and complained of, without the path of this machine.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace triaz::scenario {

class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& name, std::string_view text) const;
    const std::filesystem::path& path() const { return path_; }
    // `text` with this folder's own path replaced by "<folder>".
    std::string hidden(std::string text) const;

private:
    std::filesystem::path before_;
    std::filesystem::path path_;
};

// A file of the source tree.
std::string source_text(const std::string& path);

}  // namespace triaz::scenario
