#include "sim/cli/print_pdf.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "sim/cli/exit_code.hpp"
#include "sim/cli/file_bytes.hpp"

extern char** environ;

namespace triaz::cli {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> on_path(const std::string& program) {
    const char* const folders = std::getenv("PATH");
    std::string rest = folders == nullptr ? "" : folders;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        const std::string candidate = rest.substr(0, end) + "/" + program;
        if (end > 0 && access(candidate.c_str(), X_OK) == 0 && fs::is_regular_file(candidate))
            return candidate;
        rest.erase(0, end + 1);
    }
    return {};
}

std::vector<std::string> command_for(const fs::path& folder) {
    const std::string page = (folder / "report.html").string();
    const std::string pdf = (folder / "report.pdf").string();
    for (const char* const name : {"chromium", "chromium-browser", "google-chrome"}) {
        const auto chromium = on_path(name);
        if (!chromium) continue;
        std::vector<std::string> words{*chromium,
                                       "--headless",
                                       "--disable-gpu",
                                       "--disable-dev-shm-usage",
                                       "--no-first-run",
                                       "--user-data-dir=" + (folder / "profile").string(),
                                       "--no-pdf-header-footer",
                                       "--generate-pdf-document-outline",
                                       "--export-tagged-pdf",
                                       "--print-to-pdf=" + pdf};
        if (geteuid() == 0) words.push_back("--no-sandbox");  // it refuses to start otherwise
        words.push_back("file://" + page);
        return words;
    }
    if (const auto weasyprint = on_path("weasyprint"))
        return {*weasyprint, "--pdf-variant", "pdf/ua-1", page, pdf};
    throw Failure(ExitCode::io,
                  "a PDF is printed by chromium or weasyprint, and neither is on PATH; on Debian:\n"
                  "  apt-get install chromium        (or: weasyprint)\n"
                  "or write -o report.html and print that from a browser");
}

// Its words on standard error, when it failed.
void run_program(const std::vector<std::string>& words, const fs::path& log) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t child = 0;
    const int error =
        posix_spawn(&child, words.front().c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw Failure(ExitCode::io, "cannot start " + words.front());
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    std::ifstream file{log};
    throw Failure(ExitCode::io, words.front() + " failed:\n" +
                                    std::string{std::istreambuf_iterator<char>{file}, {}});
}

}  // namespace

std::string print_pdf(const std::string& html) {
    const TemporaryFolder folder;
    const auto words = command_for(folder.path());
    std::ofstream{fs::path{folder.path()} / "report.html", std::ios::binary} << html;
    run_program(words, fs::path{folder.path()} / "log");
    std::ifstream file{fs::path{folder.path()} / "report.pdf", std::ios::binary};
    std::string pdf{std::istreambuf_iterator<char>{file}, {}};
    if (!pdf.starts_with("%PDF"))
        throw Failure(ExitCode::io, words.front() + " ended well and wrote no PDF");
    return pdf;
}

}  // namespace triaz::cli
