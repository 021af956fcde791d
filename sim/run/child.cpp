#include "sim/run/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <utility>

#include "sim/base/ensure.hpp"
#include "sim/engine/physics.hpp"

namespace triaz::run {
namespace {

constexpr std::array forwarded{SIGHUP, SIGINT, SIGTERM};

// What a signal handler may touch: the signal that told us to stop, 0 for none.
volatile std::sig_atomic_t stop_signal = 0;

void remember(int signal) { stop_signal = signal; }

// While it lives, the forwarded signals are remembered and arrive during `wait` alone, so that none
// is missed between a look at `stop_signal` and the wait that follows.
class SignalWatch {
public:
    SignalWatch() {
        stop_signal = 0;
        struct sigaction action {};
        action.sa_handler = remember;
        sigemptyset(&action.sa_mask);
        sigset_t blocked;
        sigemptyset(&blocked);
        for (std::size_t i = 0; i < forwarded.size(); ++i) {
            sigaction(forwarded[i], nullptr, &before_[i]);
            if (before_[i].sa_handler == SIG_IGN) continue;
            sigaction(forwarded[i], &action, nullptr);
            sigaddset(&blocked, forwarded[i]);
        }
        sigprocmask(SIG_BLOCK, &blocked, &mask_before_);
    }
    ~SignalWatch() { restore(); }
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    // Until a descriptor is ready or a signal has come. A descriptor that is ready at once keeps
    // signals out of ppoll, so one that waits is let in after it.
    void wait(std::vector<pollfd>& descriptors) const {
        ppoll(descriptors.data(), descriptors.size(), nullptr, &mask_before_);
        sigset_t blocked;
        sigprocmask(SIG_SETMASK, &mask_before_, &blocked);
        sigprocmask(SIG_SETMASK, &blocked, nullptr);
    }

    // As it was before: also for a child, which inherits mask and handlers.
    void restore() const {
        for (std::size_t i = 0; i < forwarded.size(); ++i)
            sigaction(forwarded[i], &before_[i], nullptr);
        sigprocmask(SIG_SETMASK, &mask_before_, nullptr);
    }

private:
    std::array<struct sigaction, forwarded.size()> before_{};
    sigset_t mask_before_{};
};

// What a child writes into its pipe, so that nothing but a whole text counts as one: a letter for
// how it ended, the length in 8 bytes, the text.
constexpr std::size_t frame_header = 1 + sizeof(std::uint64_t);
constexpr char frame_returned = 'r';
constexpr char frame_threw = 't';

void write_all(int descriptor, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t written = write(descriptor, data, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;  // the parent is gone: nobody to tell
        data += written;
        size -= static_cast<std::size_t>(written);
    }
}

void write_frame(int descriptor, char kind, const std::string& text) {
    std::array<char, frame_header> header{};
    header[0] = kind;
    const std::uint64_t size = text.size();
    std::memcpy(header.data() + 1, &size, sizeof size);
    write_all(descriptor, header.data(), header.size());
    write_all(descriptor, text.data(), text.size());
}

// In a child, where its text goes; another one in each process that `fork_here` makes.
int child_descriptor = -1;

[[noreturn]] void be_child(const std::function<std::string()>& work, int descriptor) {
    child_descriptor = descriptor;
    try {
        const std::string text = work();
        write_frame(child_descriptor, frame_returned, text);
    } catch (const std::exception& error) {
        write_frame(child_descriptor, frame_threw, error.what());
    }
    _exit(0);  // and no destructor or buffer of the parent's
}

struct Child {
    std::size_t work = 0;
    pid_t process = -1;
    int descriptor = -1;
    std::string received;
};

ChildResult failure(std::string text) { return {ChildResult::End::failed, 0, std::move(text)}; }

ChildResult interruption(int signal) {
    return {ChildResult::End::interrupted, signal, "ended by " + name_of_signal(signal)};
}

std::string how_it_left(int status) {
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        return "killed by " + name_of_signal(signal) + " (" + strsignal(signal) + ")";
    }
    return "exited with status " + std::to_string(WEXITSTATUS(status)) + " before giving a result";
}

// What the child's frame and exit status amount to.
ChildResult result_of(Child& child, int status) {
    if (child.received.size() >= frame_header) {
        std::uint64_t size = 0;
        std::memcpy(&size, child.received.data() + 1, sizeof size);
        if (child.received.size() - frame_header == size) {
            const bool returned = child.received[0] == frame_returned;
            child.received.erase(0, frame_header);
            if (!returned) return failure(std::move(child.received));
            return {ChildResult::End::returned, 0, std::move(child.received)};
        }
    }
    if (stop_signal != 0) return interruption(stop_signal);
    return failure(how_it_left(status));
}

// Reads what there is; false when the child has closed its end.
bool receive(Child& child) {
    std::array<char, 65536> buffer;
    const ssize_t size = read(child.descriptor, buffer.data(), buffer.size());
    if (size < 0) return errno == EINTR || errno == EAGAIN;
    child.received.append(buffer.data(), static_cast<std::size_t>(size));
    return size > 0;
}

int wait_for(pid_t process) {
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {}
    return status;
}

// The children of one call, from the first fork to the last wait.
class Nursery {
public:
    Nursery(const std::vector<std::function<std::string()>>& works, unsigned at_once)
        : works_(works), at_once_(at_once), results_(works.size()) {}

    // Children still there when an exception takes us out.
    ~Nursery() {
        for (const Child& child : running_) {
            kill(child.process, SIGKILL);
            close(child.descriptor);
            wait_for(child.process);
        }
    }
    Nursery(const Nursery&) = delete;
    Nursery& operator=(const Nursery&) = delete;

    std::vector<ChildResult> raise(const std::function<void(std::size_t)>& done) {
        std::size_t told = 0;
        while (ended_ < works_.size()) {
            advance();
            for (; done && told < ended_; ++told) done(told + 1);
        }
        return std::move(results_);
    }

    int raise_each(const std::function<bool(std::size_t, const ChildResult&)>& ended) {
        std::vector<std::size_t> fresh;
        fresh_ = &fresh;
        bool goes_on = true;
        while (goes_on ? ended_ < works_.size() : !running_.empty()) {
            if (goes_on)
                advance();
            else
                listen();
            for (const std::size_t work : std::exchange(fresh, {})) {
                if (results_[work].end == ChildResult::End::interrupted) continue;
                goes_on = ended(work, results_[work]) && goes_on;
                results_[work] = {};
            }
        }
        return stop_signal;
    }

private:
    void advance() {
        if (stop_signal != 0) stop();
        while (next_ < works_.size() && running_.size() < at_once_ && start_next()) {}
        if (!running_.empty()) listen();
    }

    // False when the system has no room for another child now: one must end first.
    bool start_next() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) return no_room("pipe");
        engine::load_physics();  // once, not in each child
        std::fflush(nullptr);
        const pid_t parent = getpid();
        const pid_t process = fork();
        if (process < 0) {
            close(ends[0]);
            close(ends[1]);
            return no_room("process");
        }
        if (process == 0) {
            watch_.restore();
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() != parent) _exit(1);
            be_child(works_[next_], ends[1]);
        }
        close(ends[1]);
        running_.push_back({next_++, process, ends[0], {}});
        return true;
    }

    bool no_room(const std::string& what) {
        const std::string why = std::strerror(errno);
        if (running_.empty()) finish(next_++, failure("cannot make a " + what + ": " + why));
        return running_.empty();
    }

    void listen() {
        std::vector<pollfd> descriptors;
        for (const Child& child : running_) descriptors.push_back({child.descriptor, POLLIN, 0});
        watch_.wait(descriptors);
        std::vector<Child> still_running;
        for (std::size_t i = 0; i < running_.size(); ++i) {
            Child& child = running_[i];
            if (descriptors[i].revents == 0 || receive(child)) {
                still_running.push_back(std::move(child));
                continue;
            }
            close(child.descriptor);
            const int status = wait_for(child.process);
            finish(child.work, result_of(child, status));
        }
        running_ = std::move(still_running);
    }

    void stop() {
        for (const Child& child : running_) kill(child.process, stop_signal);
        while (next_ < works_.size()) finish(next_++, interruption(stop_signal));
    }

    void finish(std::size_t work, ChildResult result) {
        results_[work] = std::move(result);
        ++ended_;
        if (fresh_ != nullptr) fresh_->push_back(work);
    }

    const std::vector<std::function<std::string()>>& works_;
    std::size_t at_once_;
    std::vector<ChildResult> results_;
    SignalWatch watch_;
    std::vector<Child> running_;
    std::size_t next_ = 0;  // works before it have been started, or never will be
    std::size_t ended_ = 0;
    std::vector<std::size_t>* fresh_ = nullptr;  // works that ended and nobody was told of
};

}  // namespace

ChildResult in_child(const std::function<std::string()>& work) {
    return in_children({work}, 1).front();
}

std::vector<ChildResult> in_children(const std::vector<std::function<std::string()>>& works,
                                     unsigned at_once,
                                     const std::function<void(std::size_t)>& done) {
    base::ensure(at_once > 0, "at least one child at a time");
    return Nursery{works, at_once}.raise(done);
}

int each_in_children(const std::vector<std::function<std::string()>>& works, unsigned at_once,
                     const std::function<bool(std::size_t, const ChildResult&)>& ended) {
    base::ensure(at_once > 0, "at least one child at a time");
    return Nursery{works, at_once}.raise_each(ended);
}

std::optional<ChildResult> fork_here() {
    base::ensure(child_descriptor >= 0, "only a child can go on twice");
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return failure(std::string{"cannot make a pipe: "} + std::strerror(errno));
    std::fflush(nullptr);
    const pid_t parent = getpid();
    const pid_t process = fork();
    if (process < 0) {
        close(ends[0]);
        close(ends[1]);
        return failure(std::string{"cannot make a process: "} + std::strerror(errno));
    }
    if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(1);
        close(ends[0]);
        close(child_descriptor);
        child_descriptor = ends[1];
        return std::nullopt;
    }
    close(ends[1]);
    Child child{0, process, ends[0], {}};
    while (receive(child)) {}
    close(child.descriptor);
    return result_of(child, wait_for(process));
}

std::string name_of_signal(int signal) {
    const char* const abbreviation = sigabbrev_np(signal);
    if (abbreviation == nullptr) return "signal " + std::to_string(signal);
    return std::string{"SIG"} + abbreviation;
}

}  // namespace triaz::run
