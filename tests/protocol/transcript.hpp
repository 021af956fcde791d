// Replays a transcript: blocks of a command, a line `----`, what it printed, and an empty line.
// Lines that begin with # between blocks are comments. With TRIAZ_REWRITE=1 in the environment the
// file is written anew with what was printed, to be read before it is committed.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace triaz::protocol::testing {

// The transcript with each block's output replaced by what `execute` returns for its command.
std::string replay(const std::string& transcript,
                   const std::function<std::string(const std::string&)>& execute);

// Fails the current test where the file and its replay differ, or rewrites the file.
void check_transcript(const std::filesystem::path& file,
                      const std::function<std::string(const std::string&)>& execute);

// The *.txt files of a folder below tests/transcripts, sorted, and a test name for one of them.
std::vector<std::filesystem::path> transcripts(const std::string& folder);
std::string transcript_name(const std::filesystem::path& file);

}  // namespace triaz::protocol::testing
