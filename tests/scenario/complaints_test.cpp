// What people read when an input is wrong: tests/transcripts/complaints. The commands:
//
//   model      the input is a model file
//   patch      the input is what a model has that extends data/base.json
//   scenario   the input is a scenario file; it may name base.json
//   faults, claims, mutants   the input is that list of a sound scenario on base.json
//   bytes      the input is a model file, with \xNN for a byte and no line feed at its end
//   file NAME  writes a file for the commands after it
//   contract, operations, plan   the input is such a file
//   observation, table   the input is an observation of scenario.json, as JSON or as a table
//   contract-with, operations-with, plan-with   it is a merge patch of that file in data/
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/people.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/scenario/folder.hpp"
#include "tests/support/transcript.hpp"

namespace triaz::scenario {
namespace {

using support::Command;

std::string with_bytes(const std::string& input) {
    std::string out;
    for (std::size_t i = 0; i < input.size(); ++i) {
        if (input.compare(i, 2, "\\x") == 0 && i + 3 < input.size()) {
            out += static_cast<char>(std::stoi(input.substr(i + 2, 2), nullptr, 16));
            i += 3;
        } else if (input[i] != '\n') {
            out += input[i];
        }
    }
    return out;
}

std::string scenario_with(const std::string& key, const std::string& list) {
    const std::string claims = R"([{"id": "rto", "kind": "recovery-time", "level": "Z2"}])";
    std::string text = R"({"triaz": "scenario/1.0", "question": "Well?", "model": "base.json", )"
                       R"("duration": "60s",)";
    text += "\n";
    if (key != "claims") text += "\"claims\": " + claims + ",\n";
    if (key != "mutants")
        text += R"("mutants": {"none": "a test"},)"
                "\n";
    return text + "\"" + key + "\": [\n" + list + "]}\n";
}

// A file about people; "plan-with" patches data/plan.json, as only contracts can extend.
std::string run_about_people(const Folder& folder, const std::string& what,
                             const std::string& input) {
    const std::string kind = what.substr(0, what.find('-'));
    const bool patch = what != kind;
    folder.write("input.json", patch ? R"({"triaz": ")" + kind + R"(/1.0", "extends": ")" + kind +
                                           ".json\",\n" + input + "}\n"
                                     : input);
    if (kind == "contract") {
        const LoadedContract loaded = load_contract("input.json");
        return to_text(loaded.complaints) + (loaded.contract ? "loaded\n" : "");
    }
    if (kind == "operations") {
        const LoadedOperations loaded = load_operations("input.json");
        return to_text(loaded.complaints) + (loaded.operations ? "loaded\n" : "");
    }
    const LoadedPlan loaded = load_plan("input.json");
    return to_text(loaded.complaints) + (loaded.plan ? "loaded\n" : "");
}

std::string run(const Folder& folder, const Command& command) {
    const std::string& what = command.words.front();
    if (what == "file") {
        folder.write(command.words.at(1), command.input);
        return {};
    }
    if (what == "observation" || what == "table") {
        const std::string name = what == "table" ? "input.csv" : "input.json";
        folder.write(name, command.input);
        const LoadedObservation loaded = load_observation(name);
        return folder.hidden(to_text(loaded.complaints)) + (loaded.observation ? "loaded\n" : "");
    }
    if (what.starts_with("contract") || what.starts_with("operations") || what.starts_with("plan"))
        return folder.hidden(run_about_people(folder, what, command.input));
    if (what == "model" || what == "patch" || what == "bytes") {
        const std::string extends = R"({"triaz": "model/1.0", "extends": "base.json",)";
        folder.write("input.json", what == "model"   ? command.input
                                   : what == "bytes" ? with_bytes(command.input)
                                                     : extends + "\n" + command.input + "}\n");
        const LoadedModel loaded = load_model("input.json");
        return folder.hidden(to_text(loaded.complaints)) + (loaded.world ? "loaded\n" : "");
    }
    folder.write("input.json",
                 what == "scenario" ? command.input : scenario_with(what, command.input));
    const Loaded loaded = load_scenario("input.json");
    return folder.hidden(to_text(loaded.complaints)) + (loaded.scenario ? "loaded\n" : "");
}

TEST(Complaints, read_as_their_transcripts_say) {
    const Folder folder;
    support::expect_transcripts("complaints", [&] {
        for (const char* name :
             {"base.json", "scenario.json", "contract.json", "operations.json", "plan.json"})
            folder.write(name, source_text(std::string{"tests/scenario/data/"} + name));
        return [&](const Command& command) { return run(folder, command); };
    });
}

}  // namespace
}  // namespace triaz::scenario
