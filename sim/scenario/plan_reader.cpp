#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "sim/scenario/check_form.hpp"
#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/people.hpp"
#include "sim/scenario/people_reader.hpp"
#include "sim/scenario/shapes.hpp"
#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

namespace {

namespace fs = std::filesystem;

plan::Inject inject_of(std::string_view word) {
    for (std::size_t i = 0; i < plan::inject_kinds; ++i) {
        const auto inject = static_cast<plan::Inject>(i);
        if (plan::name_of(inject) == word) return inject;
    }
    return plan::Inject::event;
}

std::optional<std::string> maybe_text(const Fields& fields, std::string_view key) {
    return fields.has(key) ? std::optional{fields.text(key)} : std::nullopt;
}

std::optional<std::uint32_t> maybe_count(const Fields& fields, std::string_view key) {
    return fields.has(key) ? std::optional{fields.small_count(key)} : std::nullopt;
}

// Reads a plan and all that it names.
class PlanReader {
public:
    PlanReader(const Document& document, const Fields& fields, Load& load, LoadedPlan& loaded)
        : document_(document), fields_(fields), load_(load), loaded_(loaded) {}

    plan::Plan read() {
        plan_.title = fields_.text("title");
        read_people();
        read_control();
        read_year();
        plan_.basis = read_texts(fields_, "basis");
        plan_.controls = read_texts(fields_, "controls");
        read_model();
        read_contract_and_operations();
        read_scope();
        read_objectives();
        for (const Fields::Entry& entry : fields_.entries("history"))
            plan_.history.push_back({type_of(entry.fields), read_day(entry.fields, "on")});
        for (const Fields::Entry& entry : fields_.entries("exercises")) read_exercise(entry);
        for (const Fields::Entry& entry : fields_.entries("duties")) read_duty(entry);
        read_library();
        for (const Fields::Entry& entry : fields_.entries("sign_off"))
            plan_.sign_off.push_back({entry.fields.text("role"), person(entry.fields, "person"),
                                      read_maybe_day(entry.fields, "on")});
        return std::move(plan_);
    }

private:
    static plan::ExerciseType type_of(const Fields& fields) {
        return plan::exercise_type_named(fields.text("type"))
            .value_or(plan::ExerciseType::tabletop);
    }

    // Somebody of "people"; empty when the key is absent.
    std::string person(const Fields& fields, std::string_view key) {
        if (!fields.has(key)) return {};
        const std::string id = fields.text(key);
        people_.resolve(id, fields.at(key), fields.path(key), load_.complaints);
        return id;
    }

    void read_people() {
        for (const Fields::Entry& entry : fields_.entries("people")) {
            people_.add(entry.name, 0, entry.at, entry.fields.path(), load_.complaints);
            plan_.people.push_back(
                {entry.name, entry.fields.text("name"), entry.fields.text("team")});
        }
    }

    void read_control() {
        const Fields control = fields_.object("document");
        plan_.control = {control.text("version"), person(control, "owner"),
                         maybe_text(control, "approved_by"), read_maybe_day(control, "approved_on"),
                         read_maybe_day(control, "review_by")};
        person(control, "approved_by");
    }

    void read_year() {
        const Fields year = fields_.object("year");
        plan_.zone = read_time_zone(year, "time_zone");
        plan_.from = read_day(year, "from");
        plan_.until = read_day(year, "until");
        plan_.in_service_since = read_maybe_day(year, "in_service_since").value_or(plan_.from);
        if (!year.has("from") || !year.has("until")) return;
        const int days = plan::days_between(plan_.from, plan_.until) + 1;
        if (days < 1 || days > 366)
            year.error("until",
                       {.code = "no-year",
                        .message = fmt::format("from {} to {}: {} days", plan::to_text(plan_.from),
                                               plan::to_text(plan_.until), days),
                        .expected = "1 to 366 days"});
    }

    // The file under a key, with what it extends; nothing, and a complaint, when there is none.
    std::optional<Value> file(std::string_view key, std::string_view kind) {
        if (!fields_.has(key)) return std::nullopt;
        auto found = load_.input.next(document_, *fields_.value(key), fields_.path(key));
        if (!found) return std::nullopt;
        if (kind == "model") model_real_ = found->real;
        return with_extends(std::move(*found), kind, load_);
    }

    void read_model() {
        const auto model = file("model", "model");
        if (!model) return stores_.not_whole();
        check_form(*model, object(model_shape()), load_.complaints);
        ModelReader reader{{&*model, model_shape(), model->at, "", load_.complaints},
                           load_.complaints};
        reader.read();
        const world::World world = reader.take();
        plan_.deployment =
            read_deployment(fields_.text("model"), world, model->find("not_simulated"));
        for (std::uint32_t i = 0; i < plan_.deployment.stores.size(); ++i)
            stores_.add(plan_.deployment.stores[i], i, model->at, "", load_.complaints);
    }

    void read_contract_and_operations() {
        if (const auto contract = file("contract", "contract"))
            plan_.contract = read_contract(*contract, load_.complaints);
        if (const auto operations = file("operations", "operations"))
            plan_.operations = read_operations(*operations, load_.complaints);
    }

    void read_scope() {
        const Fields scope = fields_.object("scope");
        plan_.in_scope = read_texts(scope, "in");
        for (const Fields::Entry& entry : scope.entries("out"))
            plan_.exclusions.push_back({entry.fields.text("fault"), entry.fields.text("component"),
                                        entry.fields.text("claim"), entry.fields.text("why")});
    }

    void read_objectives() {
        for (const Fields::Entry& entry : fields_.entries("objectives")) {
            const Fields& fields = entry.fields;
            plan::Objective objective;
            objective.service = entry.name;
            objective.mtpd = fields.maybe_duration("mtpd");
            objective.mbco = maybe_text(fields, "mbco");
            if (fields.has("rto")) {
                const Fields rto = fields.object("rto");
                objective.rto = {rto.duration("at_most"), rto.text("clock_starts"),
                                 rto.text("level")};
            }
            if (fields.has("rpo")) {
                const Fields rpo = fields.object("rpo");
                objective.rpo = {rpo.duration("at_most"), {}};
                for (const Fields::Word& word : rpo.words("stores")) {
                    stores_.resolve(word.text, word.at, word.path, load_.complaints);
                    objective.rpo->stores.push_back(word.text);
                }
            }
            plan_.objectives.push_back(std::move(objective));
        }
    }

    void read_exercise(const Fields::Entry& entry) {
        const Fields& fields = entry.fields;
        plan::Exercise exercise;
        exercise.id = entry.name;
        exercise.aim = fields.text("aim");
        exercise.type = type_of(fields);
        exercise.on = read_day(fields, "on");
        if (fields.has("from")) exercise.from = read_time_of_day(fields, "from");
        exercise.lasts = fields.duration("lasts");
        for (const Fields::Word& word : fields.words("scenarios")) {
            if (const auto scenario = read_scenario(word)) exercise.scenarios.push_back(*scenario);
        }
        exercise.assumptions = read_texts(fields, "assumptions");
        exercise.preconditions = read_texts(fields, "preconditions");
        for (const Fields::Entry& step : fields.entries("steps"))
            exercise.steps.push_back({step.fields.text("do"), step.fields.text("expected"),
                                      step.fields.maybe_duration("within")});
        for (const Fields::Entry& inject : fields.entries("injects"))
            exercise.injects.push_back(
                {inject_of(inject.fields.text("kind")), inject.fields.text("what")});
        exercise.success_criteria = read_texts(fields, "success_criteria");
        exercise.stop_conditions = read_texts(fields, "stop_conditions");
        for (const Fields::Entry& role : fields.entries("roles"))
            exercise.roles.push_back({role.fields.text("role"), person(role.fields, "person"),
                                      person(role.fields, "substitute")});
        exercise.communication = read_texts(fields, "communication");
        exercise.evidence_to_capture = read_texts(fields, "evidence_to_capture");
        exercise.controls = read_texts(fields, "controls");
        if (fields.has("held")) exercise.held = read_held(fields.object("held"));
        plan_.exercises.push_back(std::move(exercise));
    }

    plan::Held read_held(const Fields& fields) const {
        plan::Held held{read_day(fields, "on"), {}};
        for (const Fields::Word& word : fields.words("evidence")) {
            std::error_code error;
            const fs::path file = document_.real.parent_path() / word.text;
            held.evidence.push_back({word.text, fs::is_regular_file(file, error)});
        }
        return held;
    }

    void read_duty(const Fields::Entry& entry) {
        const Fields& fields = entry.fields;
        plan_.duties.push_back({entry.name, fields.text("clause"), fields.text("what"),
                                person(fields, "owner"), maybe_count(fields, "every_days"),
                                maybe_count(fields, "within_days"),
                                maybe_count(fields, "within_business_days"),
                                read_maybe_day(fields, "last"), read_maybe_day(fields, "next")});
    }

    // A scenario that is named, read once however often that is; its index in the plan.
    std::optional<std::uint32_t> read_scenario(const Fields::Word& word) {
        const auto known = std::ranges::find(named_, word.text);
        if (known != named_.end()) return static_cast<std::uint32_t>(known - named_.begin());
        auto tried = try_scenario(word);
        if (!tried) return std::nullopt;
        named_.push_back(word.text);
        loaded_.scenario_paths.push_back(tried->scenario);
        plan_.scenarios.push_back(std::move(*tried));
        return static_cast<std::uint32_t>(named_.size() - 1);
    }

    std::optional<plan::Tried> try_scenario(const Fields::Word& word) {
        const Value name{word.at, word.text};
        const auto found = load_.input.next(document_, name, word.path);
        if (!found || !is_of_kind(*found, "scenario", load_.complaints)) return std::nullopt;
        const std::string& shown = load_.files[found->file].shown;
        if (const std::string* model = text_under(found->root, "model")) {
            std::error_code error;
            const fs::path real = fs::weakly_canonical(found->real.parent_path() / *model, error);
            if (!model_real_.empty() && real != model_real_)
                load_.complaints.error(
                    word.at, word.path,
                    {.code = "other-model",
                     .message = fmt::format("{} asks another model than the plan's", shown),
                     .expected = "a scenario of " + fields_.text("model")});
        }
        Loaded scenario = load_scenario(shown);
        if (!scenario.scenario) {
            load_.complaints.error(word.at, word.path,
                                   {.code = "named-here",
                                    .message = fmt::format("{} has errors", shown),
                                    .expected = "a scenario without any"});
            for (Complaint& complaint : scenario.complaints)
                loaded_.complaints.push_back(std::move(complaint));
            return std::nullopt;
        }
        return read_tried(found->root, shown);
    }

    void read_library() {
        for (const Fields::Word& word : fields_.words("library")) {
            if (auto tried = try_scenario(word)) plan_.library.push_back(std::move(*tried));
        }
    }

    const Document& document_;
    Fields fields_;
    Load& load_;
    LoadedPlan& loaded_;
    plan::Plan plan_;
    fs::path model_real_;
    std::vector<std::string> named_;  // the scenarios of the plan, as it names them
    Names people_{"person"};
    Names stores_{"store"};
};

}  // namespace

LoadedPlan load_plan(const std::string& path) {
    Load load;
    LoadedPlan loaded;
    auto document = load.input.first(path);
    std::optional<Value> root;
    const Document here{{}, document ? document->real : fs::path{}, document ? document->file : 0};
    if (document) root = with_extends(std::move(*document), "plan", load);
    if (root) {
        check_form(*root, object(plan_shape()), load.complaints);
        const Fields fields{&*root, plan_shape(), root->at, "", load.complaints};
        plan::Plan plan = PlanReader{here, fields, load, loaded}.read();
        plan.path = path;
        if (load.complaints.errors() == 0) loaded.plan = std::move(plan);
    }
    std::vector<Complaint> of_scenarios = std::move(loaded.complaints);
    loaded.complaints = load.complaints.take();
    loaded.complaints.insert(loaded.complaints.end(), of_scenarios.begin(), of_scenarios.end());
    return loaded;
}

}  // namespace triaz::scenario
