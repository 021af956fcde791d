#include "tests/support/transcript.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace triaz::support {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view bar = "----";

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream{line};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

// A block, and how the file has it apart from its output.
struct Block {
    Command command;
    std::string head;  // command and input, verbatim, up to the bar
    std::string expected;
};

struct Parsed {
    std::vector<std::string> before;  // remarks and empty lines before each block, and at the end
    std::vector<Block> blocks;
};

Parsed parsed(const std::string& text, const std::string& name) {
    Parsed result;
    const std::vector<std::string> lines = lines_of(text);
    std::string before;
    for (std::size_t i = 0; i < lines.size();) {
        if (lines[i].empty() || lines[i].starts_with('#')) {
            before += lines[i++] + "\n";
            continue;
        }
        Block block;
        block.command.words = words_of(lines[i]);
        block.command.where = name + ":" + std::to_string(i + 1);
        block.head = lines[i++] + "\n";
        for (; i < lines.size() && lines[i] != bar; ++i) block.command.input += lines[i] + "\n";
        block.head += block.command.input;
        if (i == lines.size()) ADD_FAILURE() << block.command.where << ": no line of ----";
        if (i < lines.size()) ++i;
        if (i < lines.size() && lines[i] == bar) {
            for (++i; i + 1 < lines.size() && !(lines[i] == bar && lines[i + 1] == bar); ++i) {
                block.expected += lines[i] + "\n";
            }
            i += 2;
        } else {
            for (; i < lines.size() && !lines[i].empty(); ++i) block.expected += lines[i] + "\n";
        }
        result.before.push_back(before);
        before.clear();
        result.blocks.push_back(std::move(block));
    }
    result.before.push_back(before);
    return result;
}

std::string with_line_feed(std::string text) {
    if (!text.empty() && text.back() != '\n') text += '\n';
    return text;
}

bool needs_fence(const std::string& output) {
    return output.starts_with('\n') || output.find("\n\n") != std::string::npos ||
           output.starts_with(bar);
}

std::string block_text(const Block& block, const std::string& output) {
    const std::string line = std::string{bar} + "\n";
    if (needs_fence(output)) return block.head + line + line + output + line + line;
    return block.head + line + output;
}

std::string read(const fs::path& path) {
    std::ifstream stream{path, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

std::string rewritten(const std::string& text, const std::string& name, const Handler& handler) {
    const Parsed file = parsed(text, name);
    std::string out;
    for (std::size_t i = 0; i < file.blocks.size(); ++i) {
        out += file.before[i] +
               block_text(file.blocks[i], with_line_feed(handler(file.blocks[i].command)));
    }
    return out + file.before.back();
}

void expect_transcripts(const std::string& folder, const std::function<Handler()>& new_handler) {
    const fs::path root = fs::path{TRIAZ_SOURCE_DIR} / "tests/transcripts" / folder;
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator{root}) {
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    ASSERT_FALSE(files.empty()) << "no transcripts in " << root;
    const char* rewrite = std::getenv("TRIAZ_REWRITE");
    for (const fs::path& path : files) {
        const Handler handler = new_handler();
        const std::string text = read(path);
        const std::string name = path.filename().string();
        if (rewrite != nullptr && std::string_view{rewrite} == "1") {
            const std::string anew = rewritten(text, name, handler);  // or nothing is touched
            std::ofstream{path, std::ios::binary} << anew;
            continue;
        }
        const Parsed file = parsed(text, name);
        EXPECT_FALSE(file.blocks.empty()) << name;
        for (const Block& block : file.blocks) {
            EXPECT_EQ(with_line_feed(handler(block.command)), block.expected)
                << block.command.where;
        }
    }
}

}  // namespace triaz::support
