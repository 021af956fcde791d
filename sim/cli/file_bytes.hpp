// Private to sim/cli: whole files, in and out of memory.
#pragma once

#include <string>

namespace triaz::cli {

bool is_file(const std::string& path);

// Throws Failure(io) when it cannot be read.
std::string bytes_of(const std::string& path);

// A folder of our own that is gone when we are. Throws Failure(io).
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace triaz::cli
