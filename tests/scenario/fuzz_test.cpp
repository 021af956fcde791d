// Sound files, spoilt at random: whatever comes is a world that obeys the invariants or complaints,
// and never an exception.
#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/invariants.hpp"
#include "tests/scenario/folder.hpp"
#include "tests/scenario/spoil.hpp"

namespace triaz::scenario {
namespace {

class Fuzz : public testing::Test {
protected:
    Fuzz() {
        folder_.write("base.json", model_);
        folder_.write("scenario.json", scenario_);
    }

    // True when it loaded.
    bool try_out(const std::string& what) {
        const Loaded loaded = load_scenario("scenario.json");
        if (loaded.scenario) {
            const auto broken = world::broken_invariants(loaded.scenario->world);
            EXPECT_THAT(broken, testing::IsEmpty()) << what;
            EXPECT_FALSE(loaded.scenario->claims.empty()) << what;
        } else {
            EXPECT_FALSE(loaded.complaints.empty()) << what;
        }
        const auto is_error = [](const Complaint& c) {
            return c.severity == Complaint::Severity::error;
        };
        EXPECT_EQ(std::ranges::none_of(loaded.complaints, is_error), loaded.scenario.has_value())
            << what;
        for (const Complaint& complaint : loaded.complaints) {
            EXPECT_FALSE(complaint.message.empty() || complaint.expected.empty() ||
                         complaint.code.empty())
                << what;
        }
        EXPECT_EQ(to_text(loaded.complaints).empty(), loaded.complaints.empty());
        return loaded.scenario.has_value();
    }

    Folder folder_;
    std::string model_ = source_text("tests/scenario/data/base.json");
    std::string scenario_ = source_text("tests/scenario/data/scenario.json");
};

TEST_F(Fuzz, spoilt_bytes_never_break_the_loader) {
    base::Stream stream = base::Stream{1}.stream("bytes");
    int loaded = 0;
    for (int i = 0; i < 5'000; ++i) {
        const bool of_model = below(stream, 2) == 0;
        const std::string text = with_spoilt_bytes(of_model ? model_ : scenario_, stream);
        folder_.write(of_model ? "base.json" : "scenario.json", text);
        loaded += try_out(text) ? 1 : 0;
        folder_.write(of_model ? "base.json" : "scenario.json", of_model ? model_ : scenario_);
        if (HasFailure()) break;
    }
    EXPECT_GT(loaded, 50) << "some damage does not matter";
    EXPECT_LT(loaded, 2'500) << "most does";
}

TEST_F(Fuzz, values_of_other_types_never_break_the_loader) {
    base::Stream stream = base::Stream{1}.stream("values");
    const Value model = tree(model_);
    const Value scenario = tree(scenario_);
    int loaded = 0;
    for (int i = 0; i < 1'000; ++i) {
        const bool of_model = below(stream, 3) > 0;
        Value root = of_model ? model : scenario;
        for (std::size_t times = 1 + below(stream, 2); times > 0; --times)
            spoil_a_value(root, stream);
        const std::string text = to_json(root);
        folder_.write(of_model ? "base.json" : "scenario.json", text);
        loaded += try_out(text) ? 1 : 0;
        folder_.write(of_model ? "base.json" : "scenario.json", of_model ? model_ : scenario_);
        if (HasFailure()) break;
    }
    EXPECT_GT(loaded, 20);
    EXPECT_LT(loaded, 500);
}

}  // namespace
}  // namespace triaz::scenario
