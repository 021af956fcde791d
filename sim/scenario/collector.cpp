#include "sim/scenario/collector.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "sim/scenario/utf8.hpp"

namespace triaz::scenario {

ShownLine shown_line(std::string_view line, std::size_t column) {
    constexpr std::size_t width = 96;
    constexpr std::size_t before = 64;  // bytes kept before the caret when the line is cut
    constexpr std::string_view dots = "...";
    ShownLine out;
    std::size_t begin = 0;
    if (column > width - dots.size()) {
        begin = column - before;
        while (begin < column && (static_cast<unsigned char>(line[begin]) & 0xc0) == 0x80) ++begin;
        out.text = dots;
    }
    std::size_t characters = out.text.size();
    std::size_t at = begin;
    for (; at < line.size() && characters < width; ++characters) {
        if (at <= column) out.caret = static_cast<std::uint32_t>(characters + 1);
        const std::size_t length = character_length(line.substr(at));
        const bool control = static_cast<unsigned char>(line[at]) < 0x20 || line[at] == 0x7f;
        if (length == 0 || control) {
            out.text += length == 0 ? '?' : ' ';
        } else {
            out.text += line.substr(at, length);
        }
        at += std::max<std::size_t>(length, 1);
    }
    if (at < line.size()) out.text += dots;
    if (column >= line.size()) out.caret = static_cast<std::uint32_t>(characters + 1);
    return out;
}

std::uint32_t Files::add(File file) {
    Known known{std::move(file), {0}};
    const std::string& text = known.file.text;
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
        known.line_starts.push_back(static_cast<std::uint32_t>(at + 1));
    }
    files_.push_back(std::move(known));
    return size() - 1;
}

Files::Place Files::place(Position at) const {
    const Known& known = files_[at.file];
    const auto after = std::ranges::upper_bound(known.line_starts, at.offset);
    const std::uint32_t start = *(after - 1);
    const std::string_view text = known.file.text;
    std::string_view line = text.substr(start);
    line = line.substr(0, line.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return {static_cast<std::uint32_t>(after - known.line_starts.begin()), at.offset - start + 1,
            line};
}

void Complaints::error(Position at, std::string_view path, Trouble trouble) {
    ++errors_;
    keep(Complaint::Severity::error, at, path, std::move(trouble));
}

void Complaints::warn(Position at, std::string_view path, Trouble trouble) {
    if (!remark_.empty()) return;
    keep(Complaint::Severity::warning, at, path, std::move(trouble));
}

void Complaints::file_error(std::string_view file, Trouble trouble, bool unreadable) {
    ++errors_;
    Complaint complaint;
    complaint.unreadable = unreadable;
    complaint.code = trouble.code;
    complaint.file = file;
    complaint.message = std::move(trouble.message);
    complaint.expected = std::move(trouble.expected);
    kept_.push_back({{}, true, std::move(complaint)});
}

void Complaints::keep(Complaint::Severity severity, Position at, std::string_view path,
                      Trouble trouble) {
    const auto same = [&](const Kept& kept) {
        return kept.at == at && kept.complaint.code == trouble.code &&
               kept.complaint.message.ends_with(trouble.message);
    };
    if (std::ranges::any_of(kept_, same)) return;
    if (kept_.size() >= most) {
        ++left_out_;
        return;
    }
    const Files::Place place = files_.place(at);
    const ShownLine line = shown_line(place.line_text, place.column - 1);
    Complaint complaint;
    complaint.severity = severity;
    complaint.code = trouble.code;
    complaint.file = files_[at.file].shown;
    complaint.line = place.line;
    complaint.column = place.column;
    complaint.path = path;
    complaint.message = remark_ + trouble.message;
    complaint.expected = std::move(trouble.expected);
    complaint.nearest = std::move(trouble.nearest);
    complaint.line_text = line.text;
    complaint.caret = line.caret;
    kept_.push_back({at, false, std::move(complaint)});
}

std::vector<Complaint> Complaints::take() {
    std::ranges::stable_sort(kept_, {}, [](const Kept& kept) {
        return std::tuple{!kept.whole_file, kept.at.file, kept.at.offset};
    });
    std::vector<Complaint> complaints;
    complaints.reserve(kept_.size() + 1);
    for (Kept& kept : kept_) complaints.push_back(std::move(kept.complaint));
    if (left_out_ > 0) {
        Complaint rest;
        rest.severity = errors_ > 0 ? Complaint::Severity::error : Complaint::Severity::warning;
        rest.code = "more";
        rest.message = fmt::format("there is more to say than the {} complaints above", most);
        rest.expected =
            fmt::format("these cured first: {} further complaints are left out", left_out_);
        complaints.push_back(std::move(rest));
    }
    kept_.clear();
    return complaints;
}

}  // namespace triaz::scenario
