// Contracts, operations and plans, spoilt at random: whatever comes is of use or is complained of,
// and never an exception, a hang or an overflow.
#include <algorithm>

#include <gtest/gtest.h>

#include "sim/plan/icalendar.hpp"
#include "sim/plan/plan_check.hpp"
#include "sim/scenario/people.hpp"
#include "tests/scenario/folder.hpp"
#include "tests/scenario/spoil.hpp"

namespace triaz::scenario {
namespace {

class PeopleFuzz : public testing::Test {
protected:
    PeopleFuzz() {
        for (const char* name : {"base.json", "scenario.json", "contract.json", "operations.json"})
            folder_.write(name, source(name));
    }

    static std::string source(const std::string& name) {
        return source_text("tests/scenario/data/" + name);
    }

    // `load` gives the complaints, and whether it loaded.
    template <class Load>
    void spoil(const std::string& name, int times, Load load) {
        base::Stream stream = base::Stream{1}.stream(name);
        const std::string sound = source(name);
        const Value root = tree(sound);
        int loaded = 0;
        for (int i = 0; i < times; ++i) {
            std::string text;
            if (below(stream, 4) == 0) {
                text = with_spoilt_bytes(sound, stream);
            } else {
                Value spoilt = root;
                for (std::size_t more = 1 + below(stream, 2); more > 0; --more)
                    spoil_a_value(spoilt, stream);
                text = to_json(spoilt);
            }
            folder_.write("input.json", text);
            const auto [complaints, well] = load();
            const bool error = std::ranges::any_of(complaints, [](const Complaint& complaint) {
                return complaint.severity == Complaint::Severity::error;
            });
            ASSERT_NE(error, well) << text << to_text(complaints);
            loaded += well ? 1 : 0;
        }
        EXPECT_GT(loaded, times / 50) << "some damage does not matter";
        EXPECT_LT(loaded, times / 2) << "most does";
    }

    Folder folder_;
};

using Judged = std::pair<std::vector<Complaint>, bool>;

TEST_F(PeopleFuzz, contracts_never_break_the_loader_or_the_ruling) {
    spoil("contract.json", 2000, [] {
        const auto loaded = load_contract("input.json");
        if (loaded.contract) (void)plan::rule(*loaded.contract, {});
        return Judged{loaded.complaints, loaded.contract.has_value()};
    });
}

TEST_F(PeopleFuzz, operations_never_break_the_loader_or_a_rehearsal) {
    spoil("operations.json", 2000, [] {
        const auto loaded = load_operations("input.json");
        if (loaded.operations) {
            plan::Operations operations = *loaded.operations;
            operations.runs = std::min<std::uint64_t>(operations.runs, 3);
            for (const auto& each : operations.circumstances) (void)plan::respond(operations, each);
            operations.tickets.days = std::min(operations.tickets.days, 20U);
            if (operations.tickets.per_day < 100) (void)plan::supported(operations);
        }
        return Judged{loaded.complaints, loaded.operations.has_value()};
    });
}

TEST_F(PeopleFuzz, plans_never_break_the_loader_or_the_check) {
    spoil("plan.json", 400, [] {
        const auto loaded = load_plan("input.json");
        if (loaded.plan) {
            (void)plan::assess(*loaded.plan, loaded.plan->from);
            (void)plan::to_icalendar(*loaded.plan);
        }
        return Judged{loaded.complaints, loaded.plan.has_value()};
    });
}

}  // namespace
}  // namespace triaz::scenario
