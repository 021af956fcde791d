#include "sim/explore/clients.hpp"

namespace triaz::explore {

using protocol::Member;

std::uint8_t Clients::unused(std::size_t first, std::size_t count) const {
    std::uint8_t unused = 0;
    for (std::size_t i = first; i < first + count; ++i) {
        if (asked[i].state == Asked::State::not_yet) ++unused;
    }
    return unused;
}

void Clients::ask_write(std::uint8_t context, std::uint8_t key, Member member) {
    asked[context] = {Asked::State::open, key, member, 0};
}

void Clients::ask_read(std::uint8_t context, Member member) {
    asked[context] = {Asked::State::open, 0, member, static_cast<KeySet>(acknowledged | seen)};
}

void Clients::take(const protocol::Answered& answered, bool is_read, Member member, KeySet visible,
                   Finding& finding) {
    const bool due = answered.context < asked.size() &&
                     asked[answered.context].state == Asked::State::open &&
                     asked[answered.context].member == member;
    finding.expect(due, Invariant::answered_once, [&] {
        return name_of_member(member) + " answers a question that is answered, or not its own";
    });
    if (!due) return;
    Asked& question = asked[answered.context];
    if (answered.answer == protocol::Answer::committed) {
        const bool applied = !is_read && (visible & key_bit(question.key)) != 0;
        finding.expect(applied, Invariant::same_sequence, [&] {
            return name_of_member(member) + " acknowledges what it has not applied";
        });
        if (applied) acknowledged |= key_bit(question.key);
    }
    if (answered.answer == protocol::Answer::granted) {
        finding.expect((question.must_see & ~visible) == 0, Invariant::linearizable_reads, [&] {
            return name_of_member(member) +
                   " grants a read that does not see a write acknowledged, or read, before it "
                   "was asked";
        });
        seen |= visible;
    }
    question = {Asked::State::closed, question.key, 0, 0};
}

void Clients::member_died(Member member) {
    for (Asked& question : asked) {
        if (question.state != Asked::State::open || question.member != member) continue;
        question = {Asked::State::closed, question.key, 0, 0};
    }
}

}  // namespace triaz::explore
