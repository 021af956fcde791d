#include <fmt/format.h>

#include <algorithm>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

const LedgerEntry* closing(const Subject& subject, std::uint64_t number) {
    for (const LedgerEntry& entry : subject.ledger->entries)
        if (entry.closes == number) return &entry;
    return nullptr;
}

Cell state_of(const Subject& subject, const LedgerEntry& entry) {
    if (const LedgerEntry* closed = closing(subject, entry.number))
        return badge(fmt::format("closed {} by {}", closed->on, closed->number), Tone::good);
    if (subject.today && !entry.due.empty() && entry.due < plan::to_text(*subject.today))
        return badge("overdue", Tone::bad);
    return badge("open", Tone::unsure);
}

std::string or_none(const std::string& text) { return text.empty() ? "none named" : text; }

Table actions(const Subject& subject, const std::string& caption,
              const std::vector<LedgerEntry>& entries) {
    Table table{caption,
                {{"Entry"}, {"On"}, {"What"}, {"Owner"}, {"Due"}, {"Retest"}, {"State"}},
                {},
                false};
    for (const LedgerEntry& entry : entries)
        table.rows.push_back({{std::to_string(entry.number)},
                              {entry.on},
                              {entry.what},
                              {or_none(entry.owner)},
                              {or_none(entry.due)},
                              {or_none(entry.retest)},
                              state_of(subject, entry)});
    return table;
}

std::vector<LedgerEntry> of_kind(const Subject& subject, std::string_view kind) {
    std::vector<LedgerEntry> entries = subject.ledger->entries;
    std::erase_if(entries, [&](const LedgerEntry& entry) { return entry.kind != kind; });
    return entries;
}

// What was found and never closed is carried over, and so told first.
Table findings_of(const Subject& subject) {
    Table table{"Findings of the ledger",
                {{"Entry"}, {"On"}, {"What"}, {"Found by"}, {"State"}},
                {},
                false};
    std::vector<LedgerEntry> entries = of_kind(subject, "finding");
    std::stable_partition(entries.begin(), entries.end(), [&](const LedgerEntry& entry) {
        return closing(subject, entry.number) == nullptr;
    });
    for (const LedgerEntry& entry : entries) {
        Cell state = state_of(subject, entry);
        if (closing(subject, entry.number) == nullptr) state = badge("carried over", Tone::unsure);
        table.rows.push_back(
            {{std::to_string(entry.number)}, {entry.on}, {entry.what}, {or_none(entry.by)}, state});
    }
    return table;
}

Table approvals_of(const Subject& subject) {
    Table table{
        "Approvals of the ledger", {{"Entry"}, {"On"}, {"What"}, {"By"}, {"File"}}, {}, false};
    for (const LedgerEntry& entry : of_kind(subject, "approval"))
        table.rows.push_back({{std::to_string(entry.number)},
                              {entry.on},
                              {entry.what},
                              {or_none(entry.by)},
                              {entry.file.empty() ? "none" : entry.file + ", " + entry.sha256}});
    return table;
}

Table held_of(const Subject& subject) {
    Table table{"Exercises and results of the ledger",
                {{"Entry"}, {"On"}, {"Kind"}, {"What"}, {"By"}},
                {},
                false};
    for (const LedgerEntry& entry : subject.ledger->entries)
        if (entry.kind == "exercise" || entry.kind == "result")
            table.rows.push_back({{std::to_string(entry.number)},
                                  {entry.on},
                                  {entry.kind},
                                  {entry.what},
                                  {or_none(entry.by)}});
    return table;
}

// Whether the ledger is as it was written, and the hash to look for in it.
void add_chain(Section& section, const LedgerBook& book) {
    for (const std::string& sentence : book.broken)
        section.add(Paragraph{"The ledger is not as it was written: " + sentence + "."});
    if (book.broken.empty() && !book.entries.empty())
        section.add(Paragraph{fmt::format(
            "{} entries, as they were written. The last has the hash {}: `triaz evidence verify "
            "{} --head HASH` looks for it later.",
            book.entries.size(), book.entries.back().hash, book.path)});
}

void add_ledger(Section& section, const Subject& subject) {
    add_chain(section, *subject.ledger);
    const auto add = [&](const char* id, const char* title, Table table, const char* none) {
        Section part{id, title, {}};
        if (table.rows.empty())
            part.add(Absent{none});
        else
            part.add(std::move(table));
        section.sections.push_back(std::move(part));
    };
    add("ledger-actions", "Actions",
        actions(subject, "Actions of the ledger", of_kind(subject, "action")),
        "The ledger holds no action.");
    add("ledger-findings", "Findings carried over", findings_of(subject),
        "The ledger holds no finding.");
    add("ledger-approvals", "Approvals", approvals_of(subject), "The ledger holds no approval.");
    add("ledger-held", "Exercises and results", held_of(subject),
        "The ledger holds no exercise and no result.");
}

std::string owner_of(const Subject& subject) {
    return subject.plan ? subject.plan->control.owner : "to be named";
}

}  // namespace

Section improvement_plan(const Subject& subject) {
    Section section{"improvement", "Improvement plan", {}};
    Table table{"What follows from the findings and the gaps",
                {{"Finding"}, {"What to do"}, {"Owner"}, {"Retest"}},
                {},
                false};
    for (const Record* record : distinct(subject))
        for (const Finding& finding : record->findings)
            if (!finding.as_expected())
                table.rows.push_back({{name_of(*record) + ", " + finding.claim},
                                      {finding.witness ? "mend: " + finding.witness->mechanism
                                                       : "find out: " + finding.reason},
                                      {owner_of(subject)},
                                      {finding.reproduce}});
    if (subject.assessment)
        for (const plan::Gap& gap : subject.assessment->gaps)
            table.rows.push_back({{gap.code + ", " + gap.where},
                                  {gap.cure},
                                  {owner_of(subject)},
                                  {"triaz plan check " + subject.plan->path}});
    if (table.rows.empty())
        section.add(
            Absent{"Nothing to improve follows from these results: no promise came out "
                   "other than expected, and no gap of a plan is known."});
    else
        section.add(std::move(table));
    if (!subject.ledger) {
        section.add(Absent{"Due dates are not recorded: no ledger of actions was given."});
        return section;
    }
    std::vector<LedgerEntry> open = open_entries(subject.ledger->entries);
    std::erase_if(open, [](const LedgerEntry& entry) { return entry.kind != "action"; });
    if (open.empty())
        section.add(Paragraph{"No action is open in the ledger."});
    else
        section.add(actions(subject, "Actions that are open", open));
    return section;
}

Section last_years_actions(const Subject& subject) {
    Section section{"last-year", "Last year's actions", {}};
    if (subject.plan && !subject.plan->history.empty()) {
        Table table{"Exercises held before", {{"On"}, {"Type"}}, {}, false};
        for (const plan::Past& past : subject.plan->history)
            table.rows.push_back({{plan::to_text(past.on)}, {std::string{name_of(past.type)}}});
        section.add(std::move(table));
    }
    if (subject.ledger)
        add_ledger(section, subject);
    else
        section.add(
            Absent{"What became of last year's actions is not recorded: no ledger was given."});
    return section;
}

}  // namespace triaz::publish::sections
