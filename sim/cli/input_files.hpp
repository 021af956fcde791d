// Finding files of triaz, and telling what a file is before it is read in earnest.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace triaz::cli {

enum class FileKind : std::uint8_t {
    scenario,
    model,
    contract,
    operations,
    plan,
    observation,
    other
};

// By what the file says of itself ("triaz": "scenario/1.0"); other when it cannot be read or is no
// regular file.
FileKind kind_of_file(const std::string& path);

// The files named, and the *.json of a wanted kind in the folders named and below, each once: in
// the order of `paths`, those of a folder by name. Hidden folders and links to folders are passed
// by. Throws Failure(io) when a path does not exist or a folder cannot be read.
std::vector<std::string> input_files(const std::vector<std::string>& paths,
                                     std::initializer_list<FileKind> wanted);

}  // namespace triaz::cli
