#include "sim/search/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "sim/base/sha256.hpp"

namespace triaz::search {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* form = "triaz.journal/1.0";

[[noreturn]] void fail(const std::string& path, const std::string& why) {
    throw std::runtime_error("the journal " + path + " " + why);
}

std::string read_all(int descriptor, const std::string& path) {
    std::string text;
    std::array<char, 65536> buffer;
    for (;;) {
        const ssize_t size = read(descriptor, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) fail(path, std::string{"cannot be read: "} + std::strerror(errno));
        if (size == 0) return text;
        text.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

std::string header_of(const std::string& question) {
    const Json header{{"journal", form}, {"question", base::sha256_hex(question)}};
    return header.dump() + "\n";
}

}  // namespace

Journal::Journal(std::string path, const std::string& question) : path_(std::move(path)) {
    descriptor_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0) fail(path_, std::string{"cannot be opened: "} + std::strerror(errno));
    lock();
    const std::string text = read_all(descriptor_, path_);
    const std::string header = header_of(question);
    std::size_t end = text.find('\n');
    const bool empty = end == std::string::npos && header.starts_with(text);
    if (empty) {
        if (ftruncate(descriptor_, 0) != 0) fail(path_, "cannot be written to");
        lseek(descriptor_, 0, SEEK_SET);
        append(header);
        return;
    }
    if (text.substr(0, end + 1) != header)
        fail(path_, "is of another question, or no journal; name another file");
    std::size_t whole = end + 1;
    while ((end = text.find('\n', whole)) != std::string::npos) {
        const std::string line = text.substr(whole, end - whole);
        const Json json = Json::parse(line, nullptr, false);
        const auto outcome = outcome_of_line(line);
        if (!outcome || !json.contains("run") || !json["run"].is_string()) break;
        found_.insert_or_assign(json["run"].get<std::string>(), *outcome);
        whole = end + 1;
    }
    if (ftruncate(descriptor_, static_cast<off_t>(whole)) != 0) fail(path_, "cannot be written to");
    lseek(descriptor_, 0, SEEK_END);
}

// The children of a search that was killed hold its lock for a moment more.
void Journal::lock() {
    constexpr int tries = 30;
    for (int i = 0; i < tries; ++i) {
        if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
        usleep(100'000);
    }
    fail(path_, "is in use by another search");
}

Journal::~Journal() { close(descriptor_); }

void Journal::add(const std::vector<std::pair<std::string, const Outcome*>>& runs) {
    std::string lines;
    for (const auto& [name, outcome] : runs) {
        // The run's name comes first, for people.
        lines += "{\"run\":" + Json(name).dump() + "," + to_line(*outcome).substr(1) + "\n";
    }
    append(lines);
}

void Journal::append(const std::string& text) {
    const char* data = text.data();
    std::size_t left = text.size();
    while (left > 0) {
        const ssize_t written = write(descriptor_, data, left);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail(path_, std::string{"cannot be written to: "} + std::strerror(errno));
        data += written;
        left -= static_cast<std::size_t>(written);
    }
    if (fsync(descriptor_) != 0 && errno != EINVAL)  // a pipe cannot be synced
        fail(path_, std::string{"cannot be synced: "} + std::strerror(errno));
}

}  // namespace triaz::search
