// A cluster cranked by hand, one command of a transcript at a time. Members are S1, S2, ...; a
// path is S1>S2, S1>*, *>S2 or *. Writes are single letters.
//
//     start S1 ...        the process starts
//     crash S1 ...        the process dies; what it wrote stays
//     power S1 ...        power fails; what was synced stays
//     tick S1 election    a timer expires (election, heartbeat, lease, patience)
//     propose S1 a b      clients of S1 want a and b written; a@5: its clock shows 5
//     read S1 [n]         a client of S1 reads (item n)
//     handover S1 S2 ...  S1 is asked to hand over to one of these
//     deliver PATH [n]    the messages under way on the path arrive (at most n of each pair)
//     drop PATH [n]       they are lost
//     cut PATH, heal PATH from now on messages are lost, or not
//     disk S1 slow|fast   tickets wait for `sync`, or are synced at once (as in the beginning)
//     sync S1 [n]         its tickets (the first n) are synced
//     settle              deliver everything until nothing is under way; sends are not printed
//     show                the members
//     mail                what is under way
//
// A protocol adds `cluster` and its own commands through `Words<M>`.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "sim/protocol/machine.hpp"

namespace triaz::protocol::testing {

inline std::string name(Member member) { return "S" + std::to_string(member + 1); }
inline std::string letter(const Command& command) {
    if (command.key == Command::no_op) return "-";
    return {static_cast<char>(command.key)};
}

// How a protocol's options are read and its messages and states are printed; specialised by each:
//     static typename M::Options options(std::istream& words);
//     static std::string message(const typename M::Message&);
//     static std::string state(const typename M::State&);
//     static bool command(const std::string& verb, std::istream& words, State& of_member);
template <class M>
struct Words;

template <class M>
class HandCluster {
public:
    using Message = typename M::Message;

    std::string execute(const std::string& lines) {
        printed_.str("");
        std::istringstream each(lines);
        for (std::string line; std::getline(each, line);) command(line);
        const std::string text = printed_.str();
        return text.empty() ? "(nothing)\n" : text;
    }

private:
    struct Node {
        typename M::State state;
        bool alive = false;
        bool slow = false;
        std::set<TimerKind> armed;
        std::deque<Ticket> tickets;
    };
    using Path = std::pair<Member, Member>;

    void command(const std::string& line) {
        std::istringstream words(line);
        std::string verb;
        words >> verb;
        if (verb == "cluster") {
            create(Words<M>::options(words));
        } else if (verb == "start" || verb == "crash" || verb == "power" || verb == "sync") {
            for (std::string who; words >> who;) live(verb, member(who), words);
        } else if (verb == "handover") {
            std::string who;
            words >> who;
            HandOver asked{0};
            for (std::string to; words >> to;) asked.to |= std::uint64_t{1} << member(to);
            step(member(who), asked);
        } else if (verb == "tick" || verb == "propose" || verb == "read") {
            input(verb, words);
        } else if (verb == "deliver" || verb == "drop") {
            move(verb == "deliver", words);
        } else if (verb == "cut" || verb == "heal") {
            std::string where;
            words >> where;
            for (const Path& path : paths(where)) {
                if (verb == "cut") cut_.insert(path);
                if (verb == "heal") cut_.erase(path);
            }
        } else if (verb == "disk") {
            std::string who;
            std::string how;
            words >> who >> how;
            Node& node = nodes_[member(who)];
            node.slow = how == "slow";
            if (!node.slow) sync(member(who), node.tickets.size());
        } else if (verb == "settle") {
            settle();
        } else if (verb == "show") {
            show();
        } else if (verb == "mail") {
            for (const auto& [path, mails] : mails_) {
                for (const Message& message : mails) print_mail(path, message);
            }
        } else {
            std::string who;
            words >> who;
            if (!Words<M>::command(verb, words, nodes_[member(who)].state)) {
                printed_ << "unknown: " << line << '\n';
            }
        }
    }

    void create(const typename M::Options& options) {
        nodes_.clear();
        for (Member m = 0; m < options.members; ++m) {
            nodes_.push_back({M::create(options, m), false, false, {}, {}});
        }
        mails_.clear();
        cut_.clear();
        asked_.clear();
    }

    void live(const std::string& verb, Member m, std::istream& words) {
        Node& node = nodes_[m];
        if (verb == "sync") {
            std::size_t most = node.tickets.size();
            if (std::size_t number; words >> number) most = number;
            words.clear();
            sync(m, most);
        } else if (verb == "start") {
            node.alive = true;
            output_.clear();
            M::start(node.state, output_);
            carry_out(m);
        } else {
            node.alive = false;
            node.tickets.clear();
            node.armed.clear();
            if (verb == "power") M::lose_power(node.state);
            if (verb == "crash") M::lose_process(node.state);
        }
    }

    void input(const std::string& verb, std::istream& words) {
        std::string who;
        words >> who;
        const Member m = member(who);
        if (verb == "read") {
            asked_.push_back("read");
            Read read{asked_.size() - 1};
            words >> read.item;
            step(m, read);
            return;
        }
        for (std::string what; words >> what;) {
            if (verb == "propose") {
                asked_.push_back(what);
                Propose propose{{static_cast<std::uint64_t>(what[0])}, asked_.size() - 1};
                if (what.size() > 2) propose.timestamp = std::stoull(what.substr(2));
                step(m, propose);
            } else {
                const auto kind = what == "election"    ? TimerKind::election
                                  : what == "heartbeat" ? TimerKind::heartbeat
                                  : what == "patience"  ? TimerKind::patience
                                                        : TimerKind::lease;
                if (nodes_[m].armed.erase(kind) == 0) {
                    printed_ << name(m) << " has no such timer\n";
                    continue;
                }
                step(m, TimerExpired{kind});
            }
        }
    }

    void move(bool deliver, std::istream& words) {
        std::string where;
        words >> where;
        std::size_t most = ~std::size_t{0};
        if (std::size_t number; words >> number) most = number;
        for (const Path& path : paths(where)) {
            // What is sent in answer waits for the next command.
            const std::size_t now = std::min(most, mails_[path].size());
            for (std::size_t i = 0; i < now; ++i) take(path, deliver);
        }
    }

    void take(const Path& path, bool deliver) {
        const Message message = mails_[path].front();
        mails_[path].pop_front();
        if (deliver && nodes_[path.second].alive) {
            step(path.second, Received<Message>{path.first, message});
        }
    }

    void settle() {
        silent_ = true;
        int most = 10000;  // messages: more are a quarrel that does not end
        for (bool any = true; any;) {
            any = false;
            for (const Path& path : paths("*")) {
                for (; !mails_[path].empty() && --most > 0; any = true) take(path, true);
            }
        }
        silent_ = false;
        if (most <= 0) printed_ << "(does not settle)\n";
    }

    void sync(Member m, std::size_t most) {
        for (Node& node = nodes_[m]; most > 0 && !node.tickets.empty(); --most) {
            const Ticket ticket = node.tickets.front();
            node.tickets.pop_front();
            step(m, Persisted{ticket});
        }
    }

    void step(Member m, const Input<Message>& input) {
        if (!nodes_[m].alive) return;
        output_.clear();
        M::step(nodes_[m].state, input, output_);
        carry_out(m);
    }

    void carry_out(Member m) {
        constexpr const char* changes[] = {"", "starts an election", "becomes leader",
                                           "is leader no more"};
        constexpr const char* answers[] = {"committed", "granted", "not leader", "abandoned",
                                           "refused"};
        if (output_.role_change != RoleChange::none) {
            printed_ << name(m) << ' ' << changes[static_cast<int>(output_.role_change)]
                     << " (term " << M::term_of(nodes_[m].state) << ")\n";
        }
        if (output_.guarantee.to == Guarantee::reduced) {
            constexpr const char* reasons[] = {"fell back", "few in sync"};
            printed_ << name(m)
                     << " guarantees less: " << reasons[static_cast<int>(output_.guarantee.reason)]
                     << '\n';
        }
        if (output_.guarantee.to == Guarantee::restored) {
            printed_ << name(m) << " guarantees again\n";
        }
        print_all(m, "applies", output_.applied);
        print_all(m, "undoes", output_.undone);
        for (const Answered& answered : output_.answers) {
            printed_ << name(m) << " answers " << asked_[answered.context] << ": "
                     << answers[static_cast<int>(answered.answer)];
            if (answered.answer == Answer::not_leader && answered.leader) {
                printed_ << ", ask " << name(*answered.leader);
            }
            if (answered.found != Command::no_op) {
                printed_ << ", " << letter(Command{answered.found});
            }
            printed_ << '\n';
        }
        for (std::size_t i = 0; i < output_.sends_used; ++i) {
            const Path path{m, output_.sends[i].to};
            if (!silent_) print_mail(path, output_.sends[i].message);
            if (!cut_.contains(path)) mails_[path].push_back(output_.sends[i].message);
        }
        for (const SetTimer& timer : output_.timers) {
            nodes_[m].armed.erase(timer.kind);
            if (timer.armed) nodes_[m].armed.insert(timer.kind);
        }
        if (output_.persist) nodes_[m].tickets.push_back(*output_.persist);
        if (!nodes_[m].slow) sync(m, nodes_[m].tickets.size());
    }

    void print_all(Member m, const char* verb, const std::vector<Applied>& all) {
        if (all.empty()) return;
        printed_ << name(m) << ' ' << verb;
        for (const Applied& one : all) printed_ << ' ' << one.index << ':' << letter(one.command);
        printed_ << '\n';
    }

    void print_mail(const Path& path, const Message& message) {
        printed_ << name(path.first) << '>' << name(path.second) << ' '
                 << Words<M>::message(message) << (cut_.contains(path) ? " (lost)" : "") << '\n';
    }

    void show() {
        for (Member m = 0; m < nodes_.size(); ++m) {
            const Node& node = nodes_[m];
            printed_ << name(m) << ' ' << (node.alive ? Words<M>::state(node.state) : "down")
                     << '\n';
        }
    }

    static Member member(const std::string& text) {
        return static_cast<Member>(std::stoi(text.substr(1)) - 1);
    }

    std::vector<Path> paths(const std::string& where) const {
        const auto middle = where.find('>');
        const std::string from = where.substr(0, middle);
        const std::string to = middle == std::string::npos ? "*" : where.substr(middle + 1);
        std::vector<Path> all;
        for (Member a = 0; a < nodes_.size(); ++a) {
            for (Member b = 0; b < nodes_.size(); ++b) {
                const bool chosen =
                    (from == "*" || from == name(a)) && (to == "*" || to == name(b));
                if (a != b && chosen) all.emplace_back(a, b);
            }
        }
        return all;
    }

    std::vector<Node> nodes_;
    std::map<Path, std::deque<Message>> mails_;
    std::set<Path> cut_;
    std::vector<std::string> asked_;  // by context
    Output<Message> output_;
    std::ostringstream printed_;
    bool silent_ = false;
};

}  // namespace triaz::protocol::testing
