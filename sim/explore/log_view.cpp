#include "sim/explore/log_view.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::explore {
namespace {

using protocol::Command;
using protocol::Member;
using protocol::raft::nobody;

std::uint8_t small(std::uint64_t number) { return static_cast<std::uint8_t>(number); }

}  // namespace

LogView LogView::of(const protocol::raft::Storage& disk) {
    base::ensure(disk.last() <= most_entries, "explore: logs are short");
    LogView view;
    view.base = small(disk.base());
    view.last = small(disk.last());
    view.synced = small(disk.synced_last());
    for (protocol::Index i = disk.base() + 1; i <= disk.last(); ++i) {
        const auto& entry = disk.entry(i);
        const bool is_no_op = entry.command.key == Command::no_op;
        view.entries[i - 1] = {small(entry.term),
                               is_no_op ? LogEntry::no_op : small(entry.command.key)};
    }
    return view;
}

KeySet LogView::keys_up_to(std::uint8_t end) const {
    KeySet keys = 0;
    for (std::size_t i = base; i < end; ++i) keys |= entries[i].keys();
    return keys;
}

void remember_reign(Reigns& reigns, protocol::Term term, Member member, const LogView& log,
                    std::uint8_t end, Finding& finding) {
    if (reigns.size() <= term) reigns.resize(term + 1U);
    Reign& reign = reigns[term];
    const bool first = reign.leader == nobody;
    finding.expect(first || reign.leader == member, Invariant::one_leader_a_term, [&] {
        return name_of_member(member) + " leads term " + std::to_string(term) + ", and so did " +
               name_of_member(reign.leader);
    });
    if (!first && reign.leader != member) return;
    if (first) reign = {member, log.base, {}};
    for (std::size_t i = reign.log.size(); i < end; ++i) {
        reign.log.push_back(i < reign.base ? LogEntry{} : log.entries[i]);
    }
}

void check_log_matching(const Reigns& reigns, Member member, const LogView& log, std::uint8_t end,
                        Finding& finding) {
    if (end <= log.base) return;
    const LogEntry& last = log.entries[end - 1U];
    if (last.term >= reigns.size()) return;
    const Reign& reign = reigns[last.term];
    for (std::size_t i = std::max(log.base, reign.base); i < end; ++i) {
        finding.expect(i < reign.log.size() && reign.log[i] == log.entries[i],
                       Invariant::log_matching, [&] {
                           return name_of_member(member) + " has " + tell_entry(last) +
                                  ", but before it not all that its leader has";
                       });
    }
}

void check_disk(const LogView& before, const LogView& after, Finding& finding) {
    for (std::size_t i = before.base; i < before.synced; ++i) {
        finding.expect(i < after.last && after.entries[i] == before.entries[i],
                       Invariant::durable_copies,
                       [&] { return tell_entry(before.entries[i]) + " was synced, and is gone"; });
    }
}

std::string tell_entry(const LogEntry& entry) {
    return (entry.key == LogEntry::no_op ? "the no-op" : name_of_key(entry.key)) + " of term " +
           std::to_string(int{entry.term});
}

std::string tell_place(std::uint64_t key, std::uint64_t index) {
    std::string text = letter_of_key(key);
    text += '@';
    return text + std::to_string(index);
}

std::string tell_log(const protocol::raft::Storage& disk) {
    std::string text = "log";
    if (disk.base() > 0) text += " (dropped up to " + std::to_string(disk.base()) + ")";
    if (disk.base() == disk.last()) text += " empty";
    std::vector<std::string> entries;
    for (protocol::Index i = disk.base() + 1; i <= disk.last(); ++i) {
        entries.push_back(tell_place(disk.entry(i).command.key, i) + " of term " +
                          std::to_string(disk.entry(i).term));
    }
    if (!entries.empty()) text.append(1, ' ').append(list_of(entries));
    return text + "; synced up to " + std::to_string(disk.synced_last());
}

}  // namespace triaz::explore
