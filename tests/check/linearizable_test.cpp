#include "sim/check/linearizable.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using namespace std::chrono_literals;
using history::nothing_written;
using ::testing::HasSubstr;
using tests::at;
using tests::judged;
using tests::linearizable;
using tests::MadeRun;

history::SampleIndex written(MadeRun& run, std::uint64_t value, base::Duration from,
                             base::Duration to, bool ok = true) {
    const auto sample = run.samples.call(0, 0, 0, true, value, at(from));
    run.samples.end(sample, ok, at(to));
    return sample;
}

void read(MadeRun& run, std::uint64_t found, base::Duration from, base::Duration to) {
    const auto sample = run.samples.call(0, 0, 0, false, nothing_written, at(from));
    run.samples.answer(sample, found);
    run.samples.end(sample, true, at(to));
}

MadeRun sampled_run() {
    MadeRun run = tests::healthy_run();
    run.samples = history::Samples{1};
    return run;
}

TEST(Linearizable, holds_when_every_read_finds_the_latest_write) {
    MadeRun run = sampled_run();
    written(run, 0, 11s, 12s);
    read(run, 0, 13s, 14s);
    written(run, 64, 15s, 16s);
    read(run, 64, 31s, 32s);
    const Finding finding = judged(linearizable(), run);
    EXPECT_EQ(finding.verdict, Verdict::upheld) << finding.reason;
    EXPECT_EQ(finding.kind, "linearizable");
    EXPECT_EQ(finding.reason,
              "there is an order of 2 writes and 2 reads on 1 key that explains every answer");
    EXPECT_EQ(finding.stated,
              "reads and writes of each key are linearizable, sampled on 1 key; stores in scope: "
              "state");
    EXPECT_EQ(tests::figure(finding, "sampled_keys"), 1);
    EXPECT_EQ(tests::figure(finding, "sampled_reads"), 2);
    EXPECT_EQ(tests::figure(finding, "sampled_writes"), 2);
    EXPECT_EQ(tests::figure(finding, "sampled_without_answer"), 0);
}

TEST(Linearizable, a_stale_read_refutes_it_with_the_operations_that_show_it) {
    MadeRun run = sampled_run();
    written(run, 0, 11s, 12s);
    written(run, 64, 13s, 14s);
    read(run, 64, 20s, 21s);
    read(run, 0, 31s, 31'500ms);
    const Finding finding = judged(linearizable(), run);
    ASSERT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(finding.witness->mechanism, "inconsistent reads");
    const auto& steps = finding.witness->steps;
    ASSERT_GE(steps.size(), 3u);
    EXPECT_EQ(steps.front().what, "state/0/0: a client wrote 0; answered 1 s later");
    EXPECT_EQ(steps.back().time, at(31s));
    EXPECT_EQ(steps.back().what,
              "state/0/0: a client read 0; answered 500 ms later, which no order explains");
}

TEST(Linearizable, a_write_without_an_answer_may_have_happened_or_not) {
    MadeRun run = sampled_run();
    written(run, 0, 11s, 12s);
    written(run, 64, 13s, 14s, false);
    read(run, 0, 31s, 32s);
    read(run, 64, 33s, 34s);
    EXPECT_EQ(judged(linearizable(), run).verdict, Verdict::upheld);
    read(run, 0, 35s, 36s);
    EXPECT_EQ(judged(linearizable(), run).verdict, Verdict::refuted) << "it cannot vanish again";
}

TEST(Linearizable, a_last_read_that_misses_an_acknowledged_write_refutes_it) {
    MadeRun run = sampled_run();
    written(run, 0, 11s, 12s);
    read(run, 0, 13s, 14s);
    written(run, 64, 29s, 29'900ms);
    run.samples.read_last(0, 0, 0, 0, at(60s));
    EXPECT_EQ(judged(linearizable(), run).verdict, Verdict::refuted);
}

TEST(Linearizable, of_a_store_without_sampled_reads_is_undecided) {
    MadeRun run = sampled_run();
    written(run, 0, 11s, 12s);
    const Finding finding = judged(linearizable(), run);
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_THAT(finding.reason, HasSubstr("of state no sampled read"));
    EXPECT_EQ(judged(linearizable({"nobody"}), run).reason, "there is no store nobody");
}

TEST(Linearizable, is_undecided_when_the_fault_did_not_bite) {
    MadeRun run = sampled_run();
    written(run, 0, 11s, 12s);
    read(run, 0, 13s, 14s);
    run.faults.at(0).processes_lost = 0;
    EXPECT_EQ(judged(linearizable(), run).verdict, Verdict::inconclusive);
}

TEST(Linearizable, leaves_other_stores_out_and_says_so) {
    MadeRun run = sampled_run();
    run.stores.push_back(run.stores[0]);
    run.stores[1].name = "blocks";
    written(run, 0, 11s, 12s);
    read(run, 0, 13s, 14s);
    EXPECT_EQ(judged(linearizable(), run).verdict, Verdict::inconclusive) << "blocks was silent";
    const Finding finding = judged(linearizable({"state"}), run);
    EXPECT_EQ(finding.verdict, Verdict::upheld) << finding.reason;
    EXPECT_THAT(finding.stated, HasSubstr("stores in scope: state; left out: blocks"));
}

}  // namespace
}  // namespace triaz::check
