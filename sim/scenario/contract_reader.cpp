#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/check_form.hpp"
#include "sim/scenario/people.hpp"
#include "sim/scenario/people_reader.hpp"
#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

namespace {

plan::Responsibility responsibility_of(std::string_view word) {
    if (word == "customer") return plan::Responsibility::customer;
    if (word == "third-party") return plan::Responsibility::third_party;
    return word == "shared" ? plan::Responsibility::shared : plan::Responsibility::provider;
}

class ContractReader {
public:
    ContractReader(const Fields& fields, Complaints& complaints)
        : fields_(fields), complaints_(complaints) {}

    plan::Contract read() {
        contract_.name = fields_.text("name");
        for (const Fields::Entry& entry : fields_.entries("documents")) {
            documents_.add(entry.name, 0, entry.at, entry.fields.path(), complaints_);
            contract_.documents.push_back({entry.name, entry.fields.text("title"),
                                           entry.fields.text("version"),
                                           entry.fields.flag("in_force")});
        }
        for (const Fields::Entry& entry : fields_.entries("clauses")) read_clause(entry);
        return std::move(contract_);
    }

private:
    void read_clause(const Fields::Entry& entry) {
        const Fields& fields = entry.fields;
        plan::Clause clause;
        clause.id = entry.name;
        clause.title = fields.text("title");
        clause.promise = fields.text("promise");
        clause.responsibility = responsibility_of(fields.text("responsibility"));
        for (const Fields::Entry& from : fields.entries("from")) {
            const std::string document = from.fields.text("document");
            if (!document.empty())
                documents_.resolve(document, from.fields.at("document"),
                                   from.fields.path("document"), complaints_);
            clause.from.push_back({document, from.fields.text("section")});
        }
        for (const Fields::Entry& decision : fields.entries("decided_by"))
            clause.decided_by.push_back(read_decision(decision.fields));
        contract_.clauses.push_back(std::move(clause));
    }

    plan::Decision read_decision(const Fields& fields) {
        const std::string way = fields.text("way");
        if (way == "simulation") return read_simulation(fields);
        if (way == "structure") return plan::ByStructure{fields.text("property")};
        if (way == "operations")
            return plan::ByOperations{fields.text("promise"), fields.maybe_duration("within")};
        if (way == "plan") return read_plan(fields);
        return plan::NotDecided{fields.text("why")};
    }

    static plan::BySimulation read_simulation(const Fields& fields) {
        plan::BySimulation decision;
        decision.claim = fields.text("claim");
        decision.level = fields.text("level");
        if (fields.has("zones")) decision.zones = fields.small_count("zones");
        for (const Fields::Entry& under : fields.entries("under")) {
            const auto each = plan::sort_named(under.fields.text("each"));
            if (each) decision.under.push_back({under.fields.text("fault"), *each});
        }
        return decision;
    }

    plan::ByPlan read_plan(const Fields& fields) {
        plan::ByPlan decision;
        decision.duty = fields.text("duty");
        if (!decision.duty.empty())
            duties_.add(decision.duty, 0, fields.at("duty"), fields.path("duty"), complaints_);
        for (const Fields::Word& word : fields.words("exercises")) {
            if (const auto type = plan::exercise_type_named(word.text))
                decision.exercises.push_back(*type);
        }
        const auto maybe = [&](std::string_view key) {
            return fields.has(key) ? std::optional{fields.small_count(key)} : std::nullopt;
        };
        decision.every_days = maybe("every_days");
        decision.within_days = maybe("within_days");
        decision.within_business_days = maybe("within_business_days");
        const int times = (decision.every_days ? 1 : 0) + (decision.within_days ? 1 : 0) +
                          (decision.within_business_days ? 1 : 0);
        if (times != 1)
            fields.error({.code = "no-time",
                          .message = times == 0 ? "the duty has no time" : "the duty has two times",
                          .expected = "one of every_days, within_days and within_business_days"});
        if (!decision.exercises.empty() && !decision.every_days)
            fields.error("exercises", {.code = "no-rhythm",
                                       .message = "exercises without a rhythm",
                                       .expected = "every_days"});
        return decision;
    }

    Fields fields_;
    Complaints& complaints_;
    Names documents_{"document"};
    Names duties_{"duty"};
    plan::Contract contract_;
};

// Scenarios name clauses in this form alone.
void check_clause_names(const Fields& fields) {
    for (const Fields::Entry& entry : fields.entries("clauses")) {
        const std::string& name = entry.name;
        const auto digit = [&](std::size_t at) { return name[at] >= '0' && name[at] <= '9'; };
        if (name.size() == 3 && name[0] == 'C' && digit(1) && digit(2)) continue;
        entry.fields.error({.code = "bad-name",
                            .message = fmt::format("{} names no clause", in_quotes(name)),
                            .expected = "C and two digits, such as \"C09\""});
    }
}

}  // namespace

plan::Contract read_contract(const Value& value, Complaints& complaints) {
    check_form(value, object(contract_shape()), complaints);
    const Fields fields{&value, contract_shape(), value.at, "", complaints};
    check_clause_names(fields);
    return ContractReader{fields, complaints}.read();
}

LoadedContract load_contract(const std::string& path) {
    Load load;
    LoadedContract loaded;
    auto document = load.input.first(path);
    std::optional<Value> root;
    if (document) root = with_extends(std::move(*document), "contract", load);
    if (root) {
        plan::Contract contract = read_contract(*root, load.complaints);
        if (load.complaints.errors() == 0) loaded.contract = std::move(contract);
    }
    loaded.complaints = load.complaints.take();
    return loaded;
}

}  // namespace triaz::scenario
