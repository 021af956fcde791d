// What has to be remembered of the past, beside the members and the messages: what clients know,
// and what a protocol's invariants need. Kept under numbers, as lives are; so is what each visible
// step makes of each record.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/flat_map.hpp"
#include "sim/explore/members.hpp"

namespace triaz::explore {

template <class Subject>
class Records {
public:
    // What may still be asked, where it does not depend on the member.
    struct Open {
        std::uint8_t retries = 0;
        std::uint8_t reads = 0;
        KeySet unanswered = 0;  // asked, not acknowledged
    };
    struct Update {
        Id record = 0;
        Invariants violated;
    };

    Records(const Members<Subject>& members, const Bounds& bounds)
        : members_(members), bounds_(bounds), renamed_(members.renamings().count()) {}

    Id first() { return id_of({Clients{bounds_}, {}}); }
    const Record<Subject>& operator[](Id id) const { return records_[id]; }
    const Open& open(Id id) const { return open_[id]; }
    std::size_t size() const { return records_.size(); }

    // The contexts of reads begin here.
    std::size_t first_read() const { return std::size_t{bounds_.writes} + bounds_.retries; }

    // After a step of `member`.
    const Update& updated(Id id, std::uint32_t step, protocol::Member member) {
        const std::uint64_t key = (std::uint64_t{id} << 32) | step;
        if (const auto* const known = update_of_.find(key)) return updates_[*known];
        Finding finding;
        const Update update{id_of(changed(id, step, member, finding)), finding.violated};
        update_of_.at(key, static_cast<std::uint32_t>(updates_.size()));
        updates_.push_back(update);
        return updates_.back();
    }

    Record<Subject> changed(Id id, std::uint32_t number, protocol::Member member,
                            Finding& finding) const {
        Record<Subject> record = records_[id];
        const Step& step = members_.step(number);
        finding.expect(!step.broken, Invariant::machine_agrees, [&] {
            return name_of_member(member) + " contradicts itself (" + members_.contradiction(step) +
                   ")";
        });
        if (step.broken) return record;
        finding.violated.add(step.violated);
        const auto& seen = members_.seen(step.after);
        const Events& events = members_.events(step);
        Clients& clients = record.clients;
        const Stimulus& given = step.stimulus;
        if (is_death(given.kind)) clients.member_died(member);
        if (given.kind == Kind::write) {
            clients.ask_write(given.context, static_cast<std::uint8_t>(given.what), member);
        }
        if (given.kind == Kind::read) clients.ask_read(given.context, member);
        finding.expect(!events.applied_again || bounds_.retries > 0, Invariant::applied_once,
                       [&] { return name_of_member(member) + " applies a write again"; });
        for (const auto& answered : events.answers) {
            const bool is_read = answered.context >= first_read();
            const KeySet visible = Subject::visible(seen.view, answered);
            clients.take(answered, is_read, member, visible, finding);
        }
        if (!Subject::reads_stay(members_.options())) clients.seen = 0;
        Subject::remember(record, members_.options(), member, seen.view, events, finding);
        return record;
    }

    Id renamed(Id id, std::size_t renaming) {
        if (renaming == 0) return id;
        std::vector<Id>& known = renamed_[renaming];
        if (known.size() <= id) known.resize(records_.size(), unknown);
        if (known[id] == unknown) {
            const Id result = id_of(records_[id], renaming);
            renamed_[renaming][id] = result;
            return result;
        }
        return known[id];
    }

    std::size_t bytes() const {
        std::size_t all = pool_.bytes() + update_of_.memory();
        all += updates_.capacity() * sizeof(Update) + records_.size() * 3 * sizeof(Record<Subject>);
        for (const auto& known : renamed_) all += known.capacity() * sizeof(Id);
        return all;
    }

private:
    Id id_of(const Record<Subject>& record, std::size_t renaming = 0) {
        room_.clear();
        protocol::Writer writer{room_, members_.renamings()[renaming]};
        visit(writer, record);
        const Id id = pool_.id_of(room_);
        if (id < records_.size()) return id;
        Record<Subject> renamed_record;
        protocol::Reader reader{pool_.data(id)};
        visit(reader, renamed_record);
        open_.push_back(open_of(renamed_record.clients));
        records_.push_back(std::move(renamed_record));
        return id;
    }

    template <class Archive, class R>
    static void visit(Archive& archive, R& record) {
        visit_clients(archive, record.clients);
        Subject::visit_history(archive, record.history);
    }

    Open open_of(const Clients& clients) const {
        Open open;
        open.retries = clients.unused(bounds_.writes, bounds_.retries);
        open.reads = clients.unused(first_read(), bounds_.reads);
        for (std::uint8_t key = 0; key < bounds_.writes; ++key) {
            if (clients.was_asked(key)) open.unanswered |= key_bit(key);
        }
        open.unanswered &= static_cast<KeySet>(~clients.acknowledged);
        return open;
    }

    const Members<Subject>& members_;
    Bounds bounds_;
    Pool pool_;
    std::vector<Record<Subject>> records_;
    std::vector<Open> open_;
    std::vector<std::vector<Id>> renamed_;  // [renaming][record]
    base::FlatMap update_of_;
    std::vector<Update> updates_;
    protocol::Bytes room_;
};

}  // namespace triaz::explore
