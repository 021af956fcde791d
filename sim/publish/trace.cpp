#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/publish/for_tools.hpp"
#include "sim/report/json_writer.hpp"

namespace triaz::publish {
namespace {

using report::JsonWriter;
using Layout = JsonWriter::Layout;

constexpr double microseconds = 1e6;

// Processes and threads by name, numbered as they are met.
class Trace {
public:
    Trace() {
        json_.begin_object();
        json_.member("displayTimeUnit", "ms");
        json_.key("traceEvents").begin_array();
    }

    void span(const std::string& process, const std::string& thread, const std::string& name,
              double from, double to) {
        event("X", process, thread, name, from);
        json_.member("dur", std::max(0.0, to - from) * microseconds);
        json_.end_object();
    }
    void instant(const std::string& process, const std::string& thread, const std::string& name,
                 double t, const std::string& detail) {
        event("i", process, thread, name, t);
        json_.member("s", "t");
        json_.key("args").begin_object(Layout::row);
        json_.member("detail", detail);
        json_.end_object();
        json_.end_object();
    }
    void counter(const std::string& process, const std::string& name, double t, double value) {
        event("C", process, name, name, t);
        json_.key("args").begin_object(Layout::row);
        json_.member("value", value);
        json_.end_object();
        json_.end_object();
    }
    std::string text() && {
        json_.end_array();
        json_.end_object();
        return std::move(json_).text();
    }

private:
    struct Process {
        std::uint64_t id;
        std::map<std::string, std::uint64_t> threads;
    };

    void event(std::string_view phase, const std::string& process, const std::string& thread,
               const std::string& name, double t) {
        const auto [pid, tid] = ids(process, thread);
        json_.begin_object(Layout::row);
        json_.member("ph", phase);
        json_.member("pid", pid);
        json_.member("tid", tid);
        json_.member("name", name);
        json_.member("ts", t * microseconds);
    }

    std::pair<std::uint64_t, std::uint64_t> ids(const std::string& process,
                                                const std::string& thread) {
        const auto [in, is_new] =
            processes_.try_emplace(process, Process{processes_.size() + 1, {}});
        if (is_new) name_it("process_name", in->second.id, 0, process);
        auto& threads = in->second.threads;
        const auto [at, new_thread] = threads.try_emplace(thread, threads.size() + 1);
        if (new_thread) name_it("thread_name", in->second.id, at->second, thread);
        return {in->second.id, at->second};
    }

    void name_it(std::string_view what, std::uint64_t pid, std::uint64_t tid,
                 const std::string& name) {
        json_.begin_object(Layout::row);
        json_.member("ph", "M");
        json_.member("pid", pid);
        json_.member("tid", tid);
        json_.member("name", what);
        json_.key("args").begin_object(Layout::row);
        json_.member("name", name);
        json_.end_object();
        json_.end_object();
    }

    JsonWriter json_;
    std::map<std::string, Process> processes_;
};

// "edge in zone b" stands in the process of its zone, "state/2" in that of the deployment.
std::pair<std::string, std::string> place_of(const Record& record, const std::string& subject) {
    for (const auto& zone : record.architecture.zones) {
        const std::string of_zone = "zone " + zone.name;
        if (subject == of_zone) return {of_zone, "zone"};
        if (subject.ends_with(" in " + of_zone))
            return {of_zone, subject.substr(0, subject.size() - of_zone.size() - 4)};
    }
    return {"deployment", subject};
}

void add_faults(Trace& trace, const Record& record, const std::string& prefix) {
    for (const Event& event : record.events) {
        if (!event.t[0]) continue;
        const std::string process = prefix + "faults";
        trace.span(process, event.fault, "fault: " + event.target, *event.t[0],
                   event.ended.value_or(record.end));
        trace.span(process, event.fault + ", redundancy", "degraded", *event.t[0],
                   event.t[6].value_or(record.end));
        if (event.t[1] && event.outage.value_or(1) > 0)
            trace.span(process, event.fault + ", clients", "recovery", *event.t[1],
                       event.t[5].value_or(record.end));
        for (std::size_t i = 0; i < event.t.size(); ++i)
            if (event.t[i])
                trace.instant(process, event.fault + ", milestones", fmt::format("T{}", i),
                              *event.t[i], event.target);
    }
}

void add_record(Trace& trace, const Record& record, const std::string& prefix) {
    add_faults(trace, record, prefix);
    for (const Interval& each : record.intervals)
        trace.span(prefix + "guarantees", each.store + "/" + std::to_string(each.shard), each.what,
                   each.from, each.to);
    for (const Moment& moment : record.timeline) {
        const auto [process, thread] = place_of(record, moment.subject);
        trace.instant(prefix + process, thread, moment.mark, moment.t, moment.detail);
    }
    for (const ZoneRow& row : record.zone_series)
        trace.counter(prefix + "zone " + row.zone, "served a second", row.t,
                      row.width > 0 ? static_cast<double>(row.served) / row.width : 0);
    for (const SeriesRow& row : record.series)
        if (row.finished > 0)
            trace.counter(prefix + "clients", "success of " + row.cohort, row.t,
                          static_cast<double>(row.ok) / static_cast<double>(row.finished));
}

}  // namespace

std::string to_trace(const std::vector<Record>& records) {
    Trace trace;
    for (std::size_t i = 0; i < records.size(); ++i)
        add_record(trace, records[i],
                   records.size() == 1 ? std::string{}
                                       : fmt::format("{} {}: ", i + 1, records[i].scenario));
    return std::move(trace).text();
}

}  // namespace triaz::publish
