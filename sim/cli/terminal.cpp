#include "sim/cli/terminal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "sim/cli/exit_code.hpp"
#include "sim/cli/version.hpp"

namespace triaz::cli {
namespace {

std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

// As setlocale(3) would choose it: the first of these that is set and not empty.
bool locale_has_unicode() {
    for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const std::string locale = environment(name);
        if (locale.empty()) continue;
        for (const char* const set : {"UTF-8", "utf-8", "UTF8", "utf8"})
            if (locale.find(set) != std::string::npos) return true;
        return false;
    }
    return true;
}

// 0, or the error number.
int write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

[[noreturn]] void fail_io(const std::string& what, const std::string& path, int error) {
    throw Failure(ExitCode::io, "cannot " + what + " " + path + ": " + std::strerror(error));
}

std::string directory_of(const std::string& path) {
    const std::string parent = std::filesystem::path{path}.parent_path().string();
    return parent.empty() ? "." : parent;
}

// The rename itself lasts through a loss of power only when its folder is synced too. Some file
// systems cannot; the file is whole either way.
void sync_directory(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    fsync(descriptor);
    close(descriptor);
}

mode_t mode_of_new_file() {
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

double seconds_now() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

std::string utc_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::string text(32, '\0');
    text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
    return text;
}

}  // namespace

report::Style style_of_descriptor(int descriptor) {
    const bool wanted = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
    return {.colour = wanted && isatty(descriptor) == 1, .unicode = locale_has_unicode()};
}

void write_out(std::string_view text) {
    const int error = write_all(STDOUT_FILENO, text);
    if (error == EPIPE) throw ReaderGone();
    if (error != 0) fail_io("write to", "standard output", error);
}

void write_error(std::string_view text) { write_all(STDERR_FILENO, text); }

bool error_is_terminal() { return isatty(STDERR_FILENO) == 1; }

void make_folders_of(const std::string& file) {
    const std::filesystem::path folder = std::filesystem::path{file}.parent_path();
    std::error_code error;
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    if (error)
        throw Failure(ExitCode::io, "cannot make " + folder.string() + ": " + error.message());
}

OutputFile::OutputFile(const std::string& path) : path_(path) {
    struct stat existing {};
    const bool exists = stat(path.c_str(), &existing) == 0;
    if (exists && S_ISDIR(existing.st_mode)) fail_io("write", path, EISDIR);
    if (exists && !S_ISREG(existing.st_mode)) {
        descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (descriptor_ < 0) fail_io("write", path, errno);
        return;
    }
    std::error_code ignored;
    if (exists)
        path_ = std::filesystem::canonical(path, ignored).string();  // through symbolic links
    if (path_.empty()) path_ = path;
    std::string beside = path_ + ".XXXXXX";
    descriptor_ = mkostemp(beside.data(), O_CLOEXEC);
    if (descriptor_ < 0) fail_io("write", path, errno);
    temporary_ = beside;
    fchmod(descriptor_, exists ? existing.st_mode & 07777 : mode_of_new_file());
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!temporary_.empty()) unlink(temporary_.c_str());
}

void OutputFile::commit(std::string_view text) {
    if (const int error = write_all(descriptor_, text)) fail_io("write", path_, error);
    if (temporary_.empty()) return;
    if (fsync(descriptor_) != 0) fail_io("write", path_, errno);
    if (rename(temporary_.c_str(), path_.c_str()) != 0) fail_io("write", path_, errno);
    temporary_.clear();
    sync_directory(directory_of(path_));
}

report::Style Output::style() const {
    report::Style style = style_of_descriptor(STDOUT_FILENO);
    if (file_) style.colour = false;
    return style;
}

void Output::write(std::string_view text) {
    if (file_)
        file_->commit(text);
    else
        write_out(text);
}

Invocation::Invocation(std::vector<std::string> words)
    : words_(std::move(words)), started_(utc_now()), started_at_(seconds_now()) {}

report::Context Invocation::context() const {
    return {.version = std::string{version()},
            .commit = std::string{commit()},
            .command = words_,
            .started = started_,
            .wall_seconds = seconds_now() - started_at_};
}

}  // namespace triaz::cli
