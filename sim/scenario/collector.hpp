// Gathers the complaints of one load and knows the files they are about.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/complaint.hpp"
#include "sim/scenario/document.hpp"

namespace triaz::scenario {

// A line as it can be shown: at most 96 characters around the column (from 0), no control
// characters, no broken UTF-8; and where under it the column is, from 1.
struct ShownLine {
    std::string text;
    std::uint32_t caret = 1;
};
ShownLine shown_line(std::string_view line, std::size_t column);

// The files of one load. An index names a file from then on.
class Files {
public:
    struct File {
        std::string shown;  // the path as people know it
        std::string named;  // as the file that names it has it
        std::string text;
        std::string sha256;  // lower-case hex
    };
    std::uint32_t add(File file);
    const File& operator[](std::uint32_t index) const { return files_[index].file; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(files_.size()); }

    struct Place {
        std::uint32_t line = 0;
        std::uint32_t column = 0;
        std::string_view line_text;
    };
    Place place(Position at) const;

private:
    struct Known {
        File file;
        std::vector<std::uint32_t> line_starts;
    };
    std::deque<Known> files_;
};

// What is wrong, apart from where.
struct Trouble {
    std::string_view code;  // stable: "unknown-key"
    std::string message;
    std::string expected = {};
    std::string nearest = {};
};

class Complaints {
public:
    explicit Complaints(const Files& files) : files_(files) {}

    void error(Position at, std::string_view path, Trouble trouble);
    void warn(Position at, std::string_view path, Trouble trouble);
    // About a file as a whole: `unreadable` when it cannot be read at all.
    void file_error(std::string_view file, Trouble trouble, bool unreadable);

    // While a remark is set it opens every message, and warnings are dropped: they have been given.
    void remark(std::string text) { remark_ = std::move(text); }

    std::size_t errors() const { return errors_; }
    // No more complaints are kept: one need not be made up, only counted.
    bool full() const { return kept_.size() >= most; }
    void count_error() { ++errors_, ++left_out_; }
    const Files& files() const { return files_; }
    // In the order of the files, then of the lines. At most `most` of them and a count of the rest.
    std::vector<Complaint> take();

private:
    static constexpr std::size_t most = 100;

    struct Kept {
        Position at;
        bool whole_file;
        Complaint complaint;
    };
    void keep(Complaint::Severity severity, Position at, std::string_view path, Trouble trouble);

    const Files& files_;
    std::string remark_;
    std::vector<Kept> kept_;
    std::size_t errors_ = 0;
    std::size_t left_out_ = 0;
};

}  // namespace triaz::scenario
