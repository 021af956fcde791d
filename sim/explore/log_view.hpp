// Logs as the invariants see them, and what was: who led each term, and which log it had.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/explore/clients.hpp"
#include "sim/explore/finding.hpp"
#include "sim/protocol/raft/storage.hpp"

namespace triaz::explore {

struct LogEntry {
    static constexpr std::uint8_t no_op = 255;
    std::uint8_t term = 0;
    std::uint8_t key = 0;
    bool operator==(const LogEntry&) const = default;

    KeySet keys() const { return key == no_op ? KeySet{0} : key_bit(key); }
};

struct LogView {
    static constexpr std::size_t most_entries = 24;

    std::uint8_t base = 0;  // the entries up to here are dropped
    std::uint8_t last = 0;
    std::uint8_t synced = 0;
    std::array<LogEntry, most_entries> entries{};  // [index - 1]; zero where dropped
    bool operator==(const LogView&) const = default;

    static LogView of(const protocol::raft::Storage& disk);
    bool holds(std::size_t index, const LogEntry& entry) const {
        return index <= base || (index <= last && entries[index - 1] == entry);
    }
    // Of the entries that are not dropped, up to `end`.
    KeySet keys_up_to(std::uint8_t end) const;
};

// One term's leader, and the log it had; it only grows while it leads.
struct Reign {
    protocol::Member leader = protocol::raft::nobody;
    std::uint8_t base = 0;      // what it had dropped when it was elected
    std::vector<LogEntry> log;  // [index - 1]; zero where dropped
};
using Reigns = std::vector<Reign>;  // [term]

template <class Archive, class Entry>
void visit_entry(Archive& archive, Entry& entry) {
    archive.number(entry.term);
    archive.number(entry.key);
}

template <class Archive, class R>
void visit_reigns(Archive& archive, R& reigns) {
    archive.list(reigns, [](Archive& a, auto& reign) {
        a.member(reign.leader);
        a.number(reign.base);
        a.list(reign.log, [](Archive& b, auto& entry) { visit_entry(b, entry); });
    });
}

// The leader of the term is this one, and its log is known up to `end`.
void remember_reign(Reigns& reigns, protocol::Term term, protocol::Member member,
                    const LogView& log, std::uint8_t end, Finding& finding);

// Whoever has an entry of a leader has all that this leader has before it (Raft, section 5.3).
void check_log_matching(const Reigns& reigns, protocol::Member member, const LogView& log,
                        std::uint8_t end, Finding& finding);

// What was synced survives a death.
void check_disk(const LogView& before, const LogView& after, Finding& finding);

std::string tell_entry(const LogEntry& entry);                   // "write a of term 1"
std::string tell_place(std::uint64_t key, std::uint64_t index);  // "a@2"
// "log a@2 of term 1 and no-op@3 of term 2; synced up to 2"
std::string tell_log(const protocol::raft::Storage& disk);

}  // namespace triaz::explore
