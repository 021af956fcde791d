// Tests as transcripts: a file of blocks, each a command with its input and what must come out.
//
//     # a remark
//     command and its arguments
//     input, any number of lines
//     ----
//     output, up to the next empty line
//
// Output with empty lines in it stands between two lines of "----" and ends with two more.
// With TRIAZ_REWRITE=1 in the environment the files are rewritten with what came out; look at the
// difference before you believe it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace triaz::support {

struct Command {
    std::vector<std::string> words;  // at least one
    std::string input;               // every line with its line feed
    std::string where;               // "file:line", for messages
};

// Runs every file below `folder` (of tests/transcripts) that ends in .txt, in the order of their
// names, through one new handler a file, and expects of each command what the file says.
using Handler = std::function<std::string(const Command&)>;
void expect_transcripts(const std::string& folder, const std::function<Handler()>& new_handler);

// The output that a file would have, given its present text; for tests of this runner.
std::string rewritten(const std::string& text, const std::string& name, const Handler& handler);

}  // namespace triaz::support
