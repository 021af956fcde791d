// Where a command writes: standard output, standard error or a file, and what the reader can show.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/context.hpp"
#include "sim/report/page.hpp"

namespace triaz::cli {

// Colour on a terminal alone, and not when NO_COLOR is set or TERM is dumb; ASCII alone when the
// locale is "C", "POSIX" or names another character set than UTF-8.
report::Style style_of_descriptor(int descriptor);

// Everything, or an exception: ReaderGone when the other end of a pipe is closed, Failure when the
// disk is full.
void write_out(std::string_view text);
// What cannot be said on standard error cannot be said.
void write_error(std::string_view text);
bool error_is_terminal();

// The folders that `file` lies in, those that are missing. Throws Failure(io).
void make_folders_of(const std::string& file);

// A file that appears whole or not at all: written beside its place, synced, then renamed. What is
// no regular file (a pipe, /dev/null) is written to directly. The first thing a command does, so
// that a place that cannot be written to is found before a long run.
class OutputFile {
public:
    explicit OutputFile(const std::string& path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    // At most once.
    void commit(std::string_view text);

private:
    std::string path_;
    std::string temporary_;  // empty when written to directly or when committed
    int descriptor_ = -1;
};

// To the file, or to standard output when there is none.
class Output {
public:
    explicit Output(const std::optional<std::string>& path) {
        if (path) file_.emplace(*path);
    }
    report::Style style() const;
    void write(std::string_view text);

private:
    std::optional<OutputFile> file_;
};

// Version and commit of this build, the command as given, and a clock that starts now.
class Invocation {
public:
    explicit Invocation(std::vector<std::string> words);
    // For one of many runs of a command: its own clock, which starts now.
    Invocation restarted() const { return Invocation{words_}; }
    report::Context context() const;

private:
    std::vector<std::string> words_;
    std::string started_;
    double started_at_;
};

}  // namespace triaz::cli
