#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "sim/base/text.hpp"
#include "sim/cli/check_output.hpp"
#include "sim/cli/commands.hpp"
#include "sim/consistency/judge.hpp"
#include "sim/consistency/object.hpp"
#include "sim/exchange/edn.hpp"
#include "sim/exchange/picture.hpp"
#include "sim/exchange/read_history.hpp"

namespace triaz::cli {
namespace {

using consistency::Consistency;
using consistency::Model;
using consistency::Verdict;

constexpr std::size_t largest_history = std::size_t{512} << 20;  // bytes

// A file descriptor that is closed when it goes.
class Descriptor {
public:
    explicit Descriptor(const std::string& path)
        : number_(path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~Descriptor() {
        if (number_ > STDIN_FILENO) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

std::string read_whole(const std::string& path, const std::string& shown) {
    const Descriptor input{path};
    std::string text;
    for (;;) {
        const std::size_t before = text.size();
        constexpr std::size_t step = std::size_t{1} << 18;
        text.resize(before + step);
        const ssize_t got =
            input.number() < 0 ? -1 : ::read(input.number(), text.data() + before, step);
        if (got < 0 && input.number() >= 0 && errno == EINTR) {
            text.resize(before);
            continue;
        }
        if (got < 0)
            throw Failure(ExitCode::io, "cannot read " + shown + ": " + std::strerror(errno));
        text.resize(before + static_cast<std::size_t>(got));
        if (got == 0) return text;
        if (text.size() > largest_history)
            throw Failure(ExitCode::invalid_input,
                          shown + " is larger than " + std::to_string(largest_history >> 20) +
                              " MiB, the most that triaz reads of one history; cut it, for example "
                              "by key");
    }
}

[[noreturn]] void fail_with(const exchange::Complaint& complaint, const std::string& shown,
                            const std::string& text, const CheckOptions& options) {
    if (options.format == Format::json) write_out(complaint_to_json(complaint, shown));
    write_error(exchange::to_text(complaint, shown, text));
    throw Failure(ExitCode::invalid_input, "cannot judge " + shown);
}

Model model_of(const CheckOptions& options, const consistency::History& history,
               const std::string& shown) {
    if (options.model) return *options.model;
    if (const auto likely = consistency::likely_model(history)) return *likely;
    std::string names;
    for (const auto name : consistency::names_of_models())
        names += (names.empty() ? "" : ", ") + std::string{name};
    throw Failure(ExitCode::usage,
                  "the functions of " + shown +
                      " do not tell what object it is of; say so with --model: " + names);
}

Consistency consistency_of(const CheckOptions& options, Model model) {
    const auto known = consistency::consistencies_of(model);
    if (!options.consistency) return known.front();
    Consistency asked = *options.consistency;
    // A transaction is one operation: to be linearizable is to be strict serializable.
    if (model == Model::append && asked == Consistency::linearizable)
        asked = Consistency::strict_serializable;
    if (model == Model::append && asked == Consistency::sequential)
        asked = Consistency::strong_session_serializable;
    std::string names;
    for (const Consistency each : known) {
        if (each == asked) return asked;
        names += (names.empty() ? "" : ", ") + std::string{name_of(each)};
    }
    throw Failure(ExitCode::usage, "the model " + std::string{name_of(model)} +
                                       " is not judged for " + std::string{name_of(asked)} +
                                       "; known for it: " + names);
}

history::Value initial_of(const std::string& words) {
    try {
        exchange::EdnReader reader{words};
        auto value = reader.next();
        if (value && !reader.next()) return std::move(*value);
    } catch (const exchange::Malformed&) {
        // told below
    }
    throw Failure(ExitCode::usage,
                  "--initial " + words + " is no value; write it as EDN: nil, 0 or \"text\"");
}

consistency::Question question_of(const CheckOptions& options, const exchange::Recorded& recorded,
                                  const std::string& shown) {
    consistency::Question question;
    question.model = model_of(options, recorded.operations, shown);
    question.consistency = consistency_of(options, question.model);
    if (options.initial) question.initial = initial_of(*options.initial);
    question.failed_cas_compared =
        options.failed_cas == FailedCas::compared ||
        (options.failed_cas == FailedCas::by_form && recorded.form == exchange::Form::log);
    question.bank_total = options.total;
    question.negative_balances = options.negative_balances;
    return question;
}

}  // namespace

int execute(const CheckOptions& options, const Invocation& invocation) {
    const std::string shown = options.history == "-" ? "standard input" : options.history;
    const std::string text = read_whole(options.history, shown);
    Output output{options.output};
    std::optional<OutputFile> picture;
    if (options.witness) picture.emplace(*options.witness);

    auto read = exchange::read_history(text);
    if (const auto* const complaint = std::get_if<exchange::Complaint>(&read))
        fail_with(*complaint, shown, text, options);
    const auto& recorded = std::get<exchange::Recorded>(read);
    const consistency::Question question = question_of(options, recorded, shown);
    if (const auto misfit = consistency::misfit_of(recorded.operations, question))
        fail_with({.line = recorded.operations[misfit->operation].line,
                   .column = 1,
                   .message = misfit->message,
                   .expected = misfit->expected},
                  shown, text, options);

    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + options.time_budget;
    consistency::Budget budget{options.memory_budget, [end] { return Clock::now() >= end; }};
    const consistency::Report report = consistency::judge(recorded.operations, question, budget);

    const Checked checked{shown, recorded, report};
    if (picture) picture->commit(exchange::picture(recorded.operations, report, shown));
    output.write(options.format == Format::json
                     ? checked_to_json(checked, invocation.context())
                     : checked_to_text(checked, output.style(), options));
    return static_cast<int>(exit_code_of(report.verdict));
}

}  // namespace triaz::cli
