// The cases that the authors of Elle and Jepsen test their own checkers with, restated as data in
// tests/histories/*.cases.json (each names its source).
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/consistency/append.hpp"
#include "sim/consistency/elements.hpp"
#include "sim/consistency/judge.hpp"

namespace triaz::consistency {
namespace {

using history::Event;
using history::Value;
using Json = nlohmann::json;

Json cases(const std::string& file) {
    std::ifstream in{std::string{TRIAZ_SOURCE_DIR} + "/tests/histories/" + file};
    return Json::parse(in);
}

History paired(const std::vector<Event>& events) {
    auto result = history::pair_up(events);
    return std::get<History>(std::move(result));
}

// "ax1ry12": append 1 to x, read y as [1 2]; "ry" reads it as empty.
Value transaction(const std::string& notation, bool learned) {
    std::vector<Value> accesses;
    for (std::size_t at = 0; at < notation.size();) {
        const bool appends = notation[at] == 'a';
        const Value key = Value::word(std::string{notation[at + 1]});
        std::vector<Value> elements;
        for (at += 2; at < notation.size() && std::isdigit(notation[at]) != 0; ++at)
            elements.push_back(Value::of(std::int64_t{notation[at] - '0'}));
        if (appends)
            accesses.push_back(Value::list({Value::word(":append"), key, elements.at(0)}));
        else
            accesses.push_back(
                Value::list({Value::word(":r"), key, learned ? Value::list(elements) : Value{}}));
    }
    return Value::list(accesses);
}

Event::Type type_of(const std::string& name) {
    return name == "ok" ? Event::Type::ok : name == "fail" ? Event::Type::fail : Event::Type::info;
}

// All under way together, or each after the one before it.
History history_of(const Json& test) {
    std::vector<Event> calls, returns;
    const auto add = [&](std::int64_t process, const std::string& notation, Event::Type type) {
        Event event;
        event.process = process;
        event.function = "txn";
        event.value = transaction(notation, false);
        calls.push_back(event);
        event.type = type;
        event.value = transaction(notation, type == Event::Type::ok);
        returns.push_back(event);
    };
    std::vector<Event> events;
    if (test.contains("seq")) {
        for (const Json& each : test["seq"]) add(each[0], each[1], Event::Type::ok);
        for (std::size_t at = 0; at < calls.size(); ++at) {
            events.push_back(calls[at]);
            events.push_back(returns[at]);
        }
        return paired(events);
    }
    std::int64_t process = 0;
    for (const Json& each : test["txns"]) {
        if (each.is_string())
            add(process++, each, Event::Type::ok);
        else
            add(process++, each["t"], type_of(each["type"]));
    }
    events = calls;
    events.insert(events.end(), returns.begin(), returns.end());
    return paired(events);
}

Report judged(const History& history, Consistency level) {
    Question question;
    question.model = Model::append;
    question.consistency = level;
    Budget budget;
    return judge(history, question, budget);
}

// The names of anomalies in a sentence such as "G1c circular information flow (also G-single)".
std::set<std::string> anomalies_in(std::string sentence) {
    for (const char* const gloss : {"(internal)"})
        if (const auto at = sentence.find(gloss); at != std::string::npos)
            sentence.erase(at, std::string{gloss}.size());
    std::set<std::string> names;
    std::string word;
    for (const char letter : sentence + " ") {
        if (std::isalnum(letter) != 0 || letter == '-') {
            word += letter;
            continue;
        }
        if (word == "G-single") word = "G-single-item";
        const bool is_name =
            std::any_of(word.begin(), word.end(), [](char c) { return std::isdigit(c) != 0; }) ||
            word.find('-') != std::string::npos || word == "internal";
        if (is_name) names.insert(word == "dirty" ? "dirty-update" : word);
        word.clear();
    }
    return names;
}

std::set<std::string> names_of(const std::vector<Anomaly>& anomalies) {
    std::set<std::string> names;
    for (const Anomaly& anomaly : anomalies) names.insert(anomaly.name);
    return names;
}

std::set<std::string> strings_of(const Json& one_or_more) {
    if (one_or_more.is_string()) return {one_or_more.get<std::string>()};
    return one_or_more.get<std::set<std::string>>();
}

void expect_levels(const Json& test, const History& history) {
    for (const auto& [name, holds] : test.items()) {
        const auto level = consistency_named(name);
        if (!level || !holds.is_boolean()) continue;
        EXPECT_EQ(judged(history, *level).verdict != Verdict::refuted, holds.get<bool>()) << name;
    }
}

TEST(ElleCases, are_all_agreed_with) {
    int agreed = 0;
    const Json all = cases("elle-list-append.cases.json");
    for (const Json& test : all["cases"]) {
        SCOPED_TRACE(test["test"].get<std::string>());
        if (test.contains("file")) continue;  // below, and in tests/histories
        const History history = history_of(test);
        const bool in_time = test.value("rt", false);
        const Report report =
            judged(history, in_time ? Consistency::strict_serializable : Consistency::serializable);
        expect_levels(test, history);
        if (test.contains("anomaly")) {
            EXPECT_EQ(report.verdict, Verdict::refuted);
            const auto found = names_of(report.anomalies);
            for (const std::string& name : anomalies_in(test["anomaly"]))
                EXPECT_TRUE(found.contains(name)) << name;
        } else if (test.contains("valid")) {
            EXPECT_EQ(report.verdict, Verdict::upheld);
        }
        if (test.contains("weakest_violated")) {
            const auto weakest = weakest_ruled_out(report.anomalies);
            for (const std::string& name : strings_of(test["weakest_violated"])) {
                const auto level = consistency_named(name);
                if (!level) continue;
                EXPECT_TRUE(std::find(weakest.begin(), weakest.end(), *level) != weakest.end())
                    << name;
            }
        }
        ++agreed;
    }
    EXPECT_EQ(agreed, 22);
}

// histories/si-without-g-single.edn of Elle, restated.
TEST(ElleCases, snapshot_isolation_without_read_skew_is_write_skew_alone) {
    Json test;
    test["txns"] = {"az2", "ay1rz", "rxryaz5", "ax2rz2"};
    const History history = history_of(test);
    EXPECT_EQ(judged(history, Consistency::snapshot_isolation).verdict, Verdict::upheld);
    const Report report = judged(history, Consistency::repeatable_read);
    EXPECT_EQ(report.verdict, Verdict::refuted);
    EXPECT_EQ(names_of(report.anomalies), (std::set<std::string>{"G2-item"}));
}

// In the manner of histories/huge-scc.edn of Elle, whose 2.8 MB are not copied here: thousands of
// transactions in one component that only the order of time holds together.
TEST(ElleCases, a_huge_component_is_refuted_in_time) {
    std::vector<Event> events;
    std::map<std::int64_t, std::vector<Value>> lists;
    for (std::int64_t at = 0; at < 10'000; ++at) {
        const std::int64_t key = at / 2 % 40;
        auto& list = lists[key];
        auto seen = list;
        if (!seen.empty() && at % 3 == 0) seen.pop_back();  // stale
        const bool appends = at % 2 == 0;
        if (appends) list.push_back(Value::of(at));
        const auto made = [&](bool learned) {
            const Value what = appends ? Value::of(at) : learned ? Value::list(seen) : Value{};
            return Value::list(
                {Value::list({Value::word(appends ? ":append" : ":r"), Value::of(key), what})});
        };
        Event event;
        event.process = at;
        event.function = "txn";
        event.value = made(false);
        events.push_back(event);
        event.type = Event::Type::ok;
        event.value = made(true);
        events.push_back(event);
    }
    EXPECT_EQ(judged(paired(events), Consistency::serializable).verdict, Verdict::upheld);
    const Report report = judged(paired(events), Consistency::strict_serializable);
    EXPECT_EQ(report.verdict, Verdict::refuted);
    EXPECT_TRUE(names_of(report.anomalies).contains("G-single-item-realtime"));
}

Value value_of(const Json& json) {
    if (json.is_null()) return {};
    if (json.is_number()) return Value::of(json.get<std::int64_t>());
    std::vector<Value> items;
    for (const Json& item : json) items.push_back(value_of(item));
    return Value::list(items);
}

History set_history(const Json& test) {
    std::vector<Event> events;
    for (const Json& each : test["h"]) {
        Event event;
        event.process = each[0];
        event.type = each[1] == "invoke" ? Event::Type::invoke : type_of(each[1]);
        event.function = each[2];
        event.value = value_of(each[3]);
        event.time = base::Time{std::chrono::milliseconds{events.size()}};
        events.push_back(event);
    }
    return paired(events);
}

TEST(SetFullCases, are_all_agreed_with) {
    int agreed = 0;
    const Json all = cases("jepsen-set-full.cases.json");
    for (const Json& test : all["set_full"]) {
        SCOPED_TRACE(test["name"].get<std::string>());
        const History history = set_history(test);
        Question question;
        question.model = Model::set;
        question.consistency = Consistency::durable;
        Budget budget;
        const Report report = judge(history, question, budget);
        const Verdict expected = test["valid"] == "unknown"  ? Verdict::inconclusive
                                 : test["valid"].get<bool>() ? Verdict::upheld
                                                             : Verdict::refuted;
        EXPECT_EQ(report.verdict, expected);
        std::vector<std::uint32_t> operations(history.size());
        for (std::uint32_t at = 0; at < history.size(); ++at) operations[at] = at;
        std::vector<std::int64_t> lost, never_read, stale, lost_latency, stable_latency;
        for (const Element& element : elements_of(history, operations)) {
            const std::int64_t value = element.value.integer();
            const auto latency = [&](std::vector<std::int64_t>& to) {
                to.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(*element.latency)
                                 .count());
            };
            if (element.stale) stale.push_back(value);
            switch (element.fate) {
                case Element::Fate::lost:
                    lost.push_back(value);
                    latency(lost_latency);
                    break;
                case Element::Fate::never_read:
                    never_read.push_back(value);
                    break;
                case Element::Fate::stable:
                    latency(stable_latency);
                    break;
            }
        }
        const auto expect = [&](const char* name, std::vector<std::int64_t> found) {
            if (!test.contains(name)) return;
            std::sort(found.begin(), found.end());
            EXPECT_EQ(found, test[name].get<std::vector<std::int64_t>>()) << name;
        };
        expect("lost", lost);
        expect("never_read", never_read);
        expect("stale", stale);
        expect("lost_latency_ms", lost_latency);
        expect("stable_latency_ms", stable_latency);
        if (test.contains("stable")) {
            EXPECT_EQ(stable_latency.size(), test["stable"]);
        }
        ++agreed;
    }
    EXPECT_EQ(agreed, 14);
}

TEST(SetFullCases, the_simple_set_of_one_last_read_too) {
    const Json all = cases("jepsen-set-full.cases.json");
    Json test;
    test["h"] = Json::array();
    const auto add = [&](int element, const char* how) {
        test["h"].push_back({element, "invoke", "add", element});
        test["h"].push_back({element, how, "add", element});
    };
    add(0, "ok");
    add(1, "ok");
    add(10, "info");
    add(11, "info");
    add(20, "fail");
    add(21, "fail");
    test["h"].push_back({99, "invoke", "read", nullptr});
    test["h"].push_back({99, "ok", "read", {0, 10, 20, 30}});
    Question question;
    question.model = Model::set;
    question.consistency = Consistency::durable;
    Budget budget;
    const Report report = judge(set_history(test), question, budget);
    EXPECT_EQ(report.verdict, Verdict::refuted);
    EXPECT_EQ(names_of(report.anomalies), (std::set<std::string>{"lost", "unexpected"}));
}

}  // namespace
}  // namespace triaz::consistency
