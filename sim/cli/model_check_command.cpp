#include <algorithm>
#include <chrono>
#include <csignal>

#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/model_check_output.hpp"
#include "sim/cli/model_check_question.hpp"
#include "sim/run/child.hpp"

namespace triaz::cli {
namespace {

using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t interrupted_by = 0;

void remember_signal(int signal) { interrupted_by = signal; }

// While it lives, a first signal to stop is remembered; a second one has its usual effect.
class Interruptions {
public:
    Interruptions() {
        struct sigaction action {};
        action.sa_handler = remember_signal;
        action.sa_flags = SA_RESETHAND;
        sigemptyset(&action.sa_mask);
        for (std::size_t i = 0; i < count; ++i) sigaction(signals[i], &action, &before_[i]);
    }
    ~Interruptions() {
        for (std::size_t i = 0; i < count; ++i) sigaction(signals[i], &before_[i], nullptr);
    }
    Interruptions(const Interruptions&) = delete;
    Interruptions& operator=(const Interruptions&) = delete;

private:
    static constexpr int signals[] = {SIGINT, SIGTERM};
    static constexpr std::size_t count = 2;
    struct sigaction before_[count] {};
};

// How far it is, rewritten in place, on a terminal alone.
class Display {
public:
    ~Display() {
        if (shown_) write_error("\r\x1b[K");
    }
    Display() = default;
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;

    void show(const explore::Progress& progress) {
        const auto now = Clock::now();
        if (!terminal_ || now < next_) return;
        next_ = now + std::chrono::milliseconds{200};
        shown_ = true;
        const double seconds = std::chrono::duration<double>(now - begin_).count();
        const auto rate = static_cast<std::uint64_t>(static_cast<double>(progress.states) /
                                                     std::max(seconds, 0.001));
        write_error("\r\x1b[K" + base::thousands(progress.states) + " states, " +
                    base::thousands(rate) + "/s, depth " + std::to_string(progress.depth) + ", " +
                    base::thousands(progress.frontier) + " waiting, " +
                    base::thousands(progress.bytes >> 20) + " MiB");
    }

private:
    bool terminal_ = error_is_terminal();
    bool shown_ = false;
    Clock::time_point begin_ = Clock::now();
    Clock::time_point next_ = begin_;
};

std::string told_cut_short(const explore::Answer& answer) {
    switch (answer.cut_short) {
        case explore::CutShort::no:
            return {};
        case explore::CutShort::memory:
            return "the memory budget";
        case explore::CutShort::told_to_stop:
            return interrupted_by != 0 ? run::name_of_signal(interrupted_by) : "the time budget";
    }
    return {};
}

}  // namespace

int execute(const ModelCheckOptions& options, const Invocation& invocation) {
    const explore::Question question = question_of(options);
    Output output{options.output};
    const auto end = Clock::now() + options.time_budget;
    explore::Answer answer;
    {
        const Interruptions interruptions;
        Display display;
        answer = explore::explore(question, [&](const explore::Progress& progress) {
            display.show(progress);
            return interrupted_by == 0 && Clock::now() < end;
        });
    }
    const ModelChecked checked{options.what, question, answer, told_cut_short(answer)};
    output.write(options.format == Format::json
                     ? model_checked_to_json(checked, invocation.context())
                     : model_checked_to_text(checked, output.style()));
    const bool interrupted = answer.verdict == base::Verdict::inconclusive && interrupted_by != 0;
    return interrupted ? exit_code_of_signal(interrupted_by)
                       : static_cast<int>(exit_code_of(answer.verdict));
}

}  // namespace triaz::cli
