#include "sim/plan/plan_check.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/plan/gaps.hpp"

namespace triaz::plan {

namespace {

// What has to be closed, by number, in words; and what could close it.
class Closer {
public:
    Closer(const Plan& plan, const Coverage& coverage) {
        for (const CoverageRow& row : coverage.rows) {
            for (std::size_t i = 0; i < row.entries.size(); ++i) {
                if (row.entries[i].is_gap())
                    open(cell_text({row.fault, row.component, coverage.claims[i]}));
            }
        }
        for (const Rhythm& rhythm : rhythms_of(plan.contract)) {
            if (!has_exercise_of(plan, rhythm.type)) open(type_text(rhythm.type));
        }
        if (!key_person_is_missed(plan)) open(key_person);
        for (const Tried& scenario : plan.library) {
            std::vector<std::string> closes;
            for (const Cell& cell : cells_of(scenario)) closes.push_back(cell_text(cell));
            offer(fmt::format("the scenario {} in an exercise", scenario.scenario), closes);
        }
        for (std::size_t i = 0; i < exercise_types; ++i) {
            const auto type = static_cast<ExerciseType>(i);
            std::vector<std::string> closes{type_text(type)};
            // Nobody is missed by a simulation.
            if (type != ExerciseType::simulation) closes.emplace_back(key_person);
            offer(fmt::format(
                      "an exercise of type {}{}", name_of(type),
                      is_open(key_person) && closes.size() > 1 ? " without a key person" : ""),
                  closes);
        }
    }

    Closing close() const {
        const Cover cover = smallest_cover(static_cast<std::uint32_t>(open_.size()), sets_);
        Closing closing;
        closing.exact = cover.exact;
        for (const std::uint32_t set : cover.chosen) {
            closing.additions.push_back({offers_[set], {}});
            for (const std::uint32_t element : sets_[set])
                closing.additions.back().closes.push_back(words_[element]);
        }
        for (const std::uint32_t element : cover.left) closing.left.push_back(words_[element]);
        return closing;
    }

private:
    static constexpr const char* key_person = "a key person is missed";

    static std::string cell_text(const Cell& cell) {
        return fmt::format("{} of {}: {}", cell.fault, cell.component, cell.claim);
    }
    static std::string type_text(ExerciseType type) {
        return fmt::format("a {} exercise in the year", name_of(type));
    }

    void open(const std::string& what) {
        if (open_.try_emplace(what, static_cast<std::uint32_t>(words_.size())).second)
            words_.push_back(what);
    }
    bool is_open(const std::string& what) const { return open_.contains(what); }

    void offer(std::string what, const std::vector<std::string>& closes) {
        std::vector<std::uint32_t> elements;
        for (const std::string& each : closes) {
            const auto found = open_.find(each);
            if (found != open_.end()) elements.push_back(found->second);
        }
        if (elements.empty()) return;
        offers_.push_back(std::move(what));
        sets_.push_back(std::move(elements));
    }

    std::map<std::string, std::uint32_t> open_;
    std::vector<std::string> words_;
    std::vector<std::string> offers_;
    std::vector<std::vector<std::uint32_t>> sets_;
};

}  // namespace

const std::vector<GapCode>& gap_codes() {
    static const std::vector<GapCode> codes{
        {"not-approved", "nobody approved the plan before its year began"},
        {"review-overdue", "the review of the plan is overdue, or no day is set for it"},
        {"no-basis", "the plan does not say what it is based on"},
        {"no-scope", "the plan does not say what is in scope"},
        {"exclusion-without-reason", "something is left out, and nobody says why"},
        {"objective-incomplete", "an objective lacks mtpd, rto with clock and level, rpo or mbco"},
        {"rto-beyond-mtpd", "recovery may take longer than can be borne"},
        {"store-without-objective", "a store of the model is in no recovery point's scope"},
        {"control-unmapped", "no exercise is evidence for a control"},
        {"no-sign-off", "nobody is named who signs the plan off"},
        {"no-aim", "an exercise does not say what it is for"},
        {"no-scenario", "a simulation has no scenario"},
        {"no-preconditions", "nothing says what must hold before an exercise may begin"},
        {"step-without-expectation", "a step lacks its expected result or time"},
        {"no-success-criteria", "nothing says when an exercise has succeeded"},
        {"no-stop-conditions", "nothing says when a live exercise must be stopped"},
        {"no-evaluator", "nobody evaluates an exercise"},
        {"evaluator-not-independent", "an evaluator belongs to a team that takes part"},
        {"role-without-substitute", "nobody stands in for somebody"},
        {"no-communication", "nothing says who is told what, and when"},
        {"nothing-to-capture", "nothing says what is kept as evidence"},
        {"key-person-always-there", "no exercise is held without a key person"},
        {"no-restore-test", "no backup is restored in the whole year"},
        {"type-missing", "a type of exercise that the contract wants is missing"},
        {"cadence-gap", "too many days between two exercises of one type"},
        {"outside-year", "an exercise is planned outside the plan's year"},
        {"overdue", "an exercise was not held on its day"},
        {"held-in-the-future", "an exercise is said to have been held on a day to come"},
        {"no-evidence", "an exercise was held and nothing shows it"},
        {"evidence-missing", "a file that shows an exercise is not there"},
        {"duty-missing", "the plan lacks a duty of the contract"},
        {"duty-too-slow", "a duty is planned more rarely or later than the contract wants"},
        {"duty-without-owner", "nobody is named who does a duty"},
        {"duty-overdue", "a duty was not done on its day, or has none"},
        {"duty-gap", "too many days between two dates of a duty"},
        {"zone-untested", "a fault of a zone that the contract speaks of is not asked"},
        {"data-center-untested", "the same of a data centre"},
        {"fault-untested", "the same of something else"}};
    return codes;
}

Assessment assess(const Plan& plan, Day today) {
    Gaps gaps;
    find_gaps_of_document(plan, today, gaps);
    find_gaps_of_exercises(plan, gaps);
    find_gaps_of_calendar(plan, today, gaps);
    Assessment assessment;
    assessment.coverage = coverage_of(plan);
    find_gaps_of_coverage(assessment.coverage, gaps);
    assessment.gaps = gaps.take();
    std::ranges::stable_sort(assessment.gaps, {}, [](const Gap& gap) {
        return std::ranges::find(gap_codes(), gap.code, &GapCode::code) - gap_codes().begin();
    });
    assessment.closing = Closer{plan, assessment.coverage}.close();
    return assessment;
}

}  // namespace triaz::plan
