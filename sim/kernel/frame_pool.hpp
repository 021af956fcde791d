// Memory of coroutine frames: free lists by size, so that a process costs no call to the allocator
// once as many have run at the same time before. One per thread; a simulation is one thread. Under
// AddressSanitizer frames come from the heap one by one, so that no misuse hides in the pool.
#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace triaz::kernel {

class FramePool {
public:
    static void* take(std::size_t size) {
        const std::size_t list = list_of(size);
        if (pooled && list < lists) {
            if (Free* frame = free_[list]) {
                free_[list] = frame->next;
                return frame;
            }
            return ::operator new((list + 1) * step);
        }
        return ::operator new(size);
    }

    static void give_back(void* frame, std::size_t size) {
        const std::size_t list = list_of(size);
        if (pooled && list < lists) {
            free_[list] = new (frame) Free{free_[list]};
            return;
        }
        ::operator delete(frame);
    }

private:
    struct Free {
        Free* next;
    };
    static constexpr std::size_t step = 64;
    static constexpr std::size_t lists = 64;  // frames up to 4 KiB
#ifdef __SANITIZE_ADDRESS__
    static constexpr bool pooled = false;
#else
    static constexpr bool pooled = true;
#endif

    static std::size_t list_of(std::size_t size) { return (size - 1) / step; }

    static inline thread_local std::array<Free*, lists> free_{};
};

}  // namespace triaz::kernel
