#include "tests/protocol/transcript.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace triaz::protocol::testing {

std::string replay(const std::string& transcript,
                   const std::function<std::string(const std::string&)>& execute) {
    std::istringstream in(transcript);
    std::string out;
    std::string command;
    std::string line;
    while (std::getline(in, line)) {
        if (line != "----") {
            const bool outside = line.empty() || line[0] == '#';
            command = outside ? "" : command.empty() ? line : command + "\n" + line;
            out += line + "\n";
            continue;
        }
        out += "----\n" + execute(command) + "\n";
        command.clear();
        while (std::getline(in, line) && !line.empty()) {}
    }
    while (out.size() > 1 && out.ends_with("\n\n")) out.pop_back();
    return out;
}

void check_transcript(const std::filesystem::path& file,
                      const std::function<std::string(const std::string&)>& execute) {
    std::ostringstream recorded;
    recorded << std::ifstream(file).rdbuf();
    const std::string printed = replay(recorded.str(), execute);
    const char* rewrite = std::getenv("TRIAZ_REWRITE");
    if (rewrite != nullptr && std::string{rewrite} == "1") {
        std::ofstream(file) << printed;
        return;
    }
    EXPECT_FALSE(recorded.str().empty()) << file;
    EXPECT_EQ(printed, recorded.str()) << file;
}

std::vector<std::filesystem::path> transcripts(const std::string& folder) {
    std::vector<std::filesystem::path> files;
    const auto path = std::filesystem::path{TRIAZ_SOURCE_DIR} / "tests/transcripts" / folder;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string transcript_name(const std::filesystem::path& file) {
    std::string name = file.stem().string();
    for (char& c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    }
    return name;
}

}  // namespace triaz::protocol::testing
