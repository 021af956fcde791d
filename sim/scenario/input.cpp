#include "sim/scenario/input.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/base/sha256.hpp"
#include "sim/scenario/csv.hpp"

namespace triaz::scenario {

namespace {

namespace fs = std::filesystem;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

std::string_view kind_of(mode_t mode) {
    if (S_ISDIR(mode)) return "a folder";
    if (S_ISFIFO(mode)) return "a pipe";
    if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
    if (S_ISSOCK(mode)) return "a socket";
    return "no regular file";
}

Trouble unreadable(int error) {
    if (error == ENOENT || error == ENOTDIR) {
        return {.code = "missing-file",
                .message = "there is no such file",
                .expected = "the path of a JSON file"};
    }
    if (error == EACCES) {
        return {.code = "unreadable",
                .message = "the file must not be read",
                .expected = "permission to read it"};
    }
    return {.code = "unreadable",
            .message = fmt::format("the file cannot be read: {}", std::strerror(error)),
            .expected = "the path of a JSON file"};
}

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool looks_like_utf16(std::string_view text) {
    return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
           (text.size() >= 2 && (text[0] == '\0' || text[1] == '\0'));
}

}  // namespace

std::optional<Document> Input::first(const std::string& path) {
    auto text = read(path, path);
    if (!text) return std::nullopt;
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error) {
        complaints_.file_error(path, unreadable(error.value()), true);
        return std::nullopt;
    }
    tree_ = real.parent_path();
    for (fs::path folder = tree_; folder != folder.root_path(); folder = folder.parent_path()) {
        if (fs::is_directory(folder / "models", error) ||
            fs::is_directory(folder / "scenarios", error)) {
            tree_ = folder;
            break;
        }
    }
    return take_apart(real, {.shown = path, .named = path, .text = std::move(*text), .sha256 = {}});
}

std::optional<Document> Input::next(const Document& by, const Value& name,
                                    std::string_view pointer) {
    const std::string& named = *name.text();
    const auto complain = [&](Trouble trouble) {
        complaints_.error(name.at, pointer, std::move(trouble));
        return std::nullopt;
    };
    if (named.empty() || named.find('\0') != std::string::npos) {
        return complain(
            {.code = "bad-path",
             .message = "this is no path of a file",
             .expected = "a path relative to this file, such as \"../models/reference.json\""});
    }
    if (named.starts_with('/')) {
        return complain({.code = "leaves-tree",
                         .message = fmt::format("{} is an absolute path", in_quotes(named)),
                         .expected = "a path relative to this file"});
    }
    std::error_code error;
    const fs::path real = fs::weakly_canonical(by.real.parent_path() / named, error);
    if (error) {
        return complain(
            {.code = "bad-path",
             .message = fmt::format("{} cannot be followed: {}", in_quotes(named), error.message()),
             .expected = "the path of a JSON file, relative to this file"});
    }
    if (!stays_inside(real)) {
        return complain(
            {.code = "leaves-tree",
             .message = fmt::format("{} leads out of the project's folder", in_quotes(named)),
             .expected = fmt::format("a file below {}", tree_.string())});
    }
    const std::size_t errors = complaints_.errors();
    const std::string shown =
        (fs::path{files_[by.file].shown}.parent_path() / named).lexically_normal().string();
    auto text = read(real, shown);
    if (!text) {
        if (complaints_.errors() > errors) {
            complain({.code = "named-here",
                      .message = fmt::format("the file {} is named here", in_quotes(shown)),
                      .expected = "the path of a JSON file, relative to this file"});
        }
        return std::nullopt;
    }
    return take_apart(real,
                      {.shown = shown, .named = named, .text = std::move(*text), .sha256 = {}});
}

std::optional<std::string> Input::bytes(const Document& by, const std::string& named) const {
    if (named.empty() || named.find('\0') != std::string::npos) return std::nullopt;
    std::error_code error;
    const fs::path real = fs::weakly_canonical(by.real.parent_path() / named, error);
    if (error || !stays_inside(real) || !fs::is_regular_file(real, error) ||
        fs::file_size(real, error) > largest_file)
        return std::nullopt;
    std::ifstream file{real, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    return file.good() || file.eof() ? std::optional{std::move(bytes)} : std::nullopt;
}

bool Input::stays_inside(const fs::path& real) const {
    const auto [end, _] = std::mismatch(tree_.begin(), tree_.end(), real.begin(), real.end());
    return end == tree_.end();
}

// In pieces, so that a file that grows or lies about its size is given up in time.
std::optional<std::string> Input::read(const fs::path& path, const std::string& shown) {
    const auto fail = [&](Trouble trouble, bool cannot) {
        complaints_.file_error(shown, std::move(trouble), cannot);
        return std::nullopt;
    };
    // Looked at before it is opened: opening some devices does things.
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return fail(unreadable(errno), true);
    const Descriptor file{
        S_ISREG(status.st_mode) ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1};
    if (S_ISREG(status.st_mode) && (file.number() < 0 || ::fstat(file.number(), &status) != 0)) {
        return fail(unreadable(errno), true);
    }
    if (!S_ISREG(status.st_mode)) {
        return fail({.code = "not-a-file",
                     .message = fmt::format("this is {}", kind_of(status.st_mode)),
                     .expected = "the path of a JSON file"},
                    true);
    }
    const std::size_t limit = std::min(largest_file, bytes_left_);
    const auto too_large = [&] {
        return fail(
            {.code = "too-large",
             .message = limit < largest_file ? "the files of this input are too large together"
                                             : "the file is too large",
             .expected = fmt::format("at most {} MiB a file, {} MiB together", largest_file >> 20,
                                     largest_input >> 20)},
            false);
    };
    if (status.st_size > 0 && static_cast<std::size_t>(status.st_size) > limit) return too_large();
    std::string text;
    std::vector<char> piece(std::size_t{1} << 16);
    while (true) {
        const ssize_t got = ::read(file.number(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(unreadable(errno), true);
        if (got == 0) break;
        text.append(piece.data(), static_cast<std::size_t>(got));
        if (text.size() > limit) return too_large();
    }
    bytes_left_ -= text.size();
    return text;
}

std::optional<Document> Input::take_apart(const fs::path& real, Files::File file) {
    file.sha256 = base::sha256_hex(file.text);
    const std::uint32_t index = files_.add(std::move(file));
    const std::string_view text = files_[index].text;
    const auto fail = [&](Trouble trouble) {
        complaints_.error({index, 0}, "", std::move(trouble));
        return std::nullopt;
    };
    if (text.starts_with(byte_order_mark)) {
        return fail({.code = "byte-order-mark",
                     .message = "the file begins with a byte order mark",
                     .expected = "UTF-8 without one"});
    }
    if (looks_like_utf16(text)) {
        return fail(
            {.code = "encoding", .message = "the file is not in UTF-8", .expected = "UTF-8"});
    }
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return fail(
            {.code = "empty-file", .message = "the file is empty", .expected = "a JSON object"});
    }
    auto root = files_[index].shown.ends_with(".csv")
                    ? parse_csv(index, text, values_left_, complaints_)
                    : parse(index, text, values_left_, complaints_);
    if (!root) return std::nullopt;
    if (root->object() == nullptr) {
        complaints_.error(root->at, "",
                          {.code = "wrong-type",
                           .message = fmt::format("the file holds {}", in_words(*root)),
                           .expected = "an object"});
        return std::nullopt;
    }
    return Document{std::move(*root), real, index};
}

}  // namespace triaz::scenario
