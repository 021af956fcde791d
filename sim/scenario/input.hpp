// Reads input files without trusting them: regular files only, of bounded size, inside the tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "sim/scenario/collector.hpp"
#include "sim/scenario/document.hpp"

namespace triaz::scenario {

inline constexpr std::size_t largest_file = std::size_t{16} << 20;   // bytes
inline constexpr std::size_t largest_input = std::size_t{32} << 20;  // all files of one load
inline constexpr std::size_t most_values = 400'000;                  // of all files of one load

// A file read and taken apart, and where it really is.
struct Document {
    Value root;
    std::filesystem::path real;
    std::uint32_t file = 0;  // index in Files
};

// All the reading of one load.
//
// The tree that files must not leave: the nearest folder above the first file that holds a folder
// models/ or scenarios/, else the folder of the first file. Symbolic links are followed before this
// is judged.
class Input {
public:
    Input(Files& files, Complaints& complaints) : files_(files), complaints_(complaints) {}

    // The file named by whoever asked; it settles the tree.
    std::optional<Document> first(const std::string& path);
    // The file that `by` names, relative to itself, with `name` (text).
    std::optional<Document> next(const Document& by, const Value& name, std::string_view pointer);
    // The bytes of any file that `by` names; nothing, and no complaint, when it is not at hand: it
    // cannot be read, is larger than a file may be, or is outside the tree.
    std::optional<std::string> bytes(const Document& by, const std::string& named) const;

private:
    std::optional<std::string> read(const std::filesystem::path& path, const std::string& shown);
    std::optional<Document> take_apart(const std::filesystem::path& real, Files::File file);
    bool stays_inside(const std::filesystem::path& real) const;

    Files& files_;
    Complaints& complaints_;
    std::filesystem::path tree_;
    std::size_t bytes_left_ = largest_input;
    std::size_t values_left_ = most_values;
};

}  // namespace triaz::scenario
