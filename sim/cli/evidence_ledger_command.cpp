#include <algorithm>

#include <fmt/format.h>

#include "sim/base/sha256.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/evidence_verify.hpp"
#include "sim/cli/file_bytes.hpp"
#include "sim/cli/plan_file.hpp"
#include "sim/publish/ledger.hpp"

namespace triaz::cli {
namespace {

using publish::Ledger;
using publish::LedgerEntry;

// SQLite's words, as a failure to read or write.
template <class Work>
auto with_ledger(const std::string& path, Ledger::Access access, Work work) {
    if (access == Ledger::Access::read && !is_file(path))
        throw Failure(ExitCode::io, "cannot read " + path);
    try {
        Ledger ledger{path, access};
        return work(ledger);
    } catch (const Failure&) {
        throw;
    } catch (const std::runtime_error& error) {
        throw Failure(ExitCode::io, error.what());
    }
}

std::string details_of(const LedgerEntry& entry) {
    std::string text;
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, value);
    };
    add("by", entry.by);
    add("owner", entry.owner);
    add("due", entry.due);
    add("retest", entry.retest);
    if (entry.closes) add("closes", std::to_string(*entry.closes));
    add("file", entry.file);
    return text;
}

std::string to_text(const std::vector<LedgerEntry>& entries, const report::Style& style) {
    report::Page page{style};
    constexpr std::size_t indent = 6;
    const auto open = publish::open_entries(entries);
    for (const LedgerEntry& entry : entries) {
        const bool is_open = std::ranges::any_of(
            open, [&](const LedgerEntry& each) { return each.number == entry.number; });
        page.paragraph(
            fmt::format("{} {}: {}{}", entry.on, entry.kind, entry.what, is_open ? " (open)" : ""),
            indent, report::Tone::plain, report::left(std::to_string(entry.number), indent));
        if (const std::string details = details_of(entry); !details.empty())
            page.paragraph(details, indent, report::Tone::quiet);
    }
    page.paragraph(fmt::format("{} entries, {} open{}", entries.size(), open.size(),
                               entries.empty() ? "" : ", last hash " + entries.back().hash),
                   0, report::Tone::strong);
    return std::move(page).text();
}

}  // namespace

int execute(const EvidenceAddOptions& options, const Invocation&) {
    LedgerEntry entry = options.entry;
    if (entry.on.empty()) entry.on = plan::to_text(day_of_clock());
    if (!entry.file.empty()) entry.sha256 = base::sha256_hex(bytes_of(entry.file));
    if (is_file(options.ledger) && !bytes_of(options.ledger).empty() &&
        !publish::is_ledger(bytes_of(options.ledger)))
        throw Failure(ExitCode::invalid_input, options.ledger + " is no ledger");
    const LedgerEntry added =
        with_ledger(options.ledger, Ledger::Access::write, [&](Ledger& ledger) {
            const auto known = ledger.entries();
            if (entry.closes && (*entry.closes == 0 || *entry.closes > known.size()))
                throw Failure(ExitCode::usage,
                              fmt::format("there is no entry {} to close", *entry.closes));
            return ledger.add(entry);
        });
    write_out(fmt::format("entry {}, hash {}\n", added.number, added.hash));
    return 0;
}

int execute(const EvidenceListOptions& options, const Invocation&) {
    Output output{options.output};
    const auto entries = with_ledger(options.ledger, Ledger::Access::read,
                                     [](Ledger& ledger) { return ledger.entries(); });
    output.write(options.format == Format::json ? publish::to_json(entries)
                                                : to_text(entries, output.style()));
    return 0;
}

int verify_ledger(const std::string& path, const std::optional<std::string>& head) {
    return with_ledger(path, Ledger::Access::read, [&](Ledger& ledger) {
        std::vector<std::string> broken = ledger.broken();
        const auto entries = ledger.entries();
        if (head && std::ranges::none_of(
                        entries, [&](const LedgerEntry& entry) { return entry.hash == *head; }))
            broken.push_back("no entry has the hash " + *head +
                             ": entries are missing or another "
                             "ledger stands here");
        report::Page page{style_of_descriptor(1)};
        for (const std::string& sentence : broken)
            page.paragraph(sentence, 2, report::Tone::bad, "  ");
        page.paragraph(
            broken.empty()
                ? fmt::format("{} entries as they were written{}", entries.size(),
                              entries.empty() ? "" : ", last hash " + entries.back().hash)
                : "this ledger is not as it was written",
            0, report::Tone::strong);
        write_out(std::move(page).text());
        return static_cast<int>(broken.empty() ? ExitCode::as_required : ExitCode::refuted);
    });
}

}  // namespace triaz::cli
