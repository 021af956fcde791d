#include "sim/cli/input_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "sim/cli/exit_code.hpp"

namespace triaz::cli {
namespace {

namespace fs = std::filesystem;

// Enough for any file that begins by saying what it is, as all do that people write.
constexpr std::size_t looked_at = 64 << 10;

std::string beginning_of(const std::string& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return {};
    std::string text(looked_at, '\0');
    std::ifstream file{path, std::ios::binary};
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
    return text;
}

// What stands after `"triaz":` in quotes.
std::string_view declared_kind(std::string_view text) {
    constexpr std::string_view key = "\"triaz\"";
    constexpr std::string_view space = " \t\r\n";
    const auto skip = [&] {
        text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
    };
    const auto take = [&](char c) {
        skip();
        if (!text.starts_with(c)) return false;
        text.remove_prefix(1);
        return true;
    };
    const std::size_t at = text.find(key);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + key.size());
    if (!take(':') || !take('"')) return {};
    return text.substr(0, text.find('"'));
}

std::vector<std::string> files_below(const std::string& folder,
                                     std::initializer_list<FileKind> wanted) {
    std::vector<std::string> found;
    std::error_code error;
    fs::recursive_directory_iterator each{folder, error};
    for (; !error && each != fs::recursive_directory_iterator{}; each.increment(error)) {
        std::error_code ignored;
        const std::string name = each->path().filename().string();
        if (each->is_directory(ignored) && name.starts_with('.')) each.disable_recursion_pending();
        if (!name.ends_with(".json")) continue;
        const FileKind kind = kind_of_file(each->path().string());
        if (std::find(wanted.begin(), wanted.end(), kind) != wanted.end())
            found.push_back(each->path().lexically_normal().string());
    }
    if (error) throw Failure(ExitCode::io, "cannot read " + folder + ": " + error.message());
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

FileKind kind_of_file(const std::string& path) {
    if (path.ends_with(".csv")) return FileKind::observation;  // the only kind that is a table
    const std::string beginning = beginning_of(path);
    const std::string_view kind = declared_kind(beginning);
    if (kind.starts_with("scenario/")) return FileKind::scenario;
    if (kind.starts_with("contract/")) return FileKind::contract;
    if (kind.starts_with("operations/")) return FileKind::operations;
    if (kind.starts_with("plan/")) return FileKind::plan;
    if (kind.starts_with("observation/")) return FileKind::observation;
    return kind.starts_with("model/") ? FileKind::model : FileKind::other;
}

std::vector<std::string> input_files(const std::vector<std::string>& paths,
                                     std::initializer_list<FileKind> wanted) {
    std::vector<std::string> files;
    std::set<std::string> seen;
    for (const std::string& path : paths) {
        std::error_code error;
        const auto status = fs::status(path, error);
        if (!fs::exists(status))
            throw Failure(ExitCode::io, "cannot read " + path + ": " + error.message());
        for (const std::string& file :
             fs::is_directory(status) ? files_below(path, wanted) : std::vector<std::string>{path})
            if (seen.insert(file).second) files.push_back(file);
    }
    return files;
}

}  // namespace triaz::cli
