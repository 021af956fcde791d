#include "sim/cli/check_words.hpp"

#include <CLI/CLI.hpp>
#include <charconv>

#include "sim/base/units.hpp"
#include "sim/cli/shared_words.hpp"

namespace triaz::cli {
namespace {

std::vector<std::string> strings(const std::vector<std::string_view>& names) {
    return {names.begin(), names.end()};
}

std::optional<std::int64_t> whole_number(const std::string& text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end) return number;
    return {};
}

std::string check_integer(const std::string& text) {
    return whole_number(text) ? "" : text + " is no whole number";
}

void add_question(CLI::App& command, CheckWords& words) {
    command
        .add_option("-m,--model", words.model, "What the object is; found from the functions used")
        ->option_text("MODEL")
        ->check(CLI::IsMember(strings(consistency::names_of_models())));
    command.add_option("-c,--consistency", words.consistency, "What is promised; see below")
        ->option_text("PROMISE")
        ->check(CLI::IsMember(strings(consistency::names_of_consistencies())));
    command.add_option("--initial", words.options.initial, "What registers start as, as EDN; nil")
        ->option_text("VALUE");
    command
        .add_option("--failed-cas", words.failed_cas, "What a failed cas tells; compared in logs")
        ->option_text("compared|unknown")
        ->check(CLI::IsMember({"compared", "unknown"}));
    command.add_option("--total", words.total, "Of a bank; that of most reads")
        ->option_text("N")
        ->check(check_integer, "");
    command.add_flag("--negative-balances", words.options.negative_balances,
                     "A bank's accounts may be overdrawn");
}

constexpr const char* about_check =
    "HISTORY is EDN of Jepsen or Knossos, log lines of Jepsen, key-value text of\n"
    "Porcupine, or JSON lines; - reads standard input. The form is found by itself.\n\n"
    "Models, what they promise (the first unless told otherwise):\n"
    "  register, kv            linearizable, sequential, session\n"
    "  cas-register, mutex     linearizable, sequential\n"
    "  registers               linearizable, sequential: transactions of [:r k v] and\n"
    "                          [:w k v]\n"
    "  set                     durable (nothing known is lost), linearizable,\n"
    "                          sequential\n"
    "  counter                 bounded (by what was added), linearizable, sequential\n"
    "  bank                    conserving (every read has the same total)\n"
    "  append                  strict-serializable, strong-session-serializable,\n"
    "                          serializable, snapshot-isolation, repeatable-read,\n"
    "                          read-committed, read-uncommitted\n\n"
    "Examples:\n"
    "  triaz check store/latest/history.edn\n"
    "  triaz check etcd.log --model cas-register --witness why.html\n"
    "  triaz check txns.edn -m append -c serializable -f json\n"
    "  zcat big.edn.gz | triaz check - --time-budget 10min --memory-budget 8GB\n\n"
    "--failed-cas compared takes a failed compare-and-set for one that saw another\n"
    "value, unknown for one that may never have come to compare.\n\n"
    "Exit code:\n"
    "  0  upheld                               3  the history cannot be read as one\n"
    "  1  refuted                              4  inconclusive\n"
    "  2  usage                                6  cannot read or write";

}  // namespace

void add_check(CLI::App& app, CheckWords& words) {
    CLI::App& command = *app.add_subcommand("check", "Judge a recorded history of any system");
    command.add_option("HISTORY", words.options.history, "The file; - is standard input")
        ->required()
        ->option_text(" ");
    add_question(command, words);
    command.add_option("--time-budget", words.time_budget, "The most time to search; 60s")
        ->option_text("TIME")
        ->check(check_duration, "");
    command.add_option("--memory-budget", words.memory_budget, "The most memory to search; 1GB")
        ->option_text("SIZE")
        ->check(check_bytes, "");
    command.add_option("-w,--witness", words.options.witness, "Write a picture of the witness")
        ->option_text("FILE.html");
    command
        .add_option("-o,--output", words.options.output,
                    "Write to FILE, which appears whole or not at all")
        ->option_text("FILE");
    command.footer(about_check);
}

CheckOptions check_options_of(const CheckWords& words, Format format) {
    CheckOptions options = words.options;
    options.format = format;
    if (words.model) options.model = consistency::model_named(*words.model);
    if (words.consistency) options.consistency = consistency::consistency_named(*words.consistency);
    if (words.failed_cas)
        options.failed_cas =
            *words.failed_cas == "compared" ? FailedCas::compared : FailedCas::unknown;
    if (words.total) options.total = whole_number(*words.total);
    options.time_budget = *base::parse_duration(words.time_budget);
    options.memory_budget = static_cast<std::size_t>(base::parse_bytes(words.memory_budget)->count);
    return options;
}

}  // namespace triaz::cli
