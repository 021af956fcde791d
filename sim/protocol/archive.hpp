// A machine's state as bytes and back, for whoever keeps many states: each protocol lists its
// fields once, in `visit(archive, state)` of its bytes.hpp, and a Writer or a Reader goes over
// them.
//
// The bytes are canonical: states that behave alike have the same bytes. So a field that means
// nothing in the present role is left out, and numbers that only run on (tickets) are counted from
// the first that is still alive.
//
// A Writer can rename the members as it goes. The bytes then are those of the same state in a
// cluster whose members have changed places.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/protocol/machine.hpp"
#include "sim/protocol/ring.hpp"

namespace triaz::protocol {

using Bytes = std::vector<std::uint8_t>;

// to[m] is the new name of member m; from is the inverse.
struct Renaming {
    static constexpr std::size_t most = 8;
    std::array<Member, most> to{0, 1, 2, 3, 4, 5, 6, 7};
    std::array<Member, most> from{0, 1, 2, 3, 4, 5, 6, 7};
};
inline constexpr Renaming same_names{};

class Writer {
public:
    static constexpr bool reads = false;

    // The names must outlive the writer.
    explicit Writer(Bytes& bytes, const Renaming& names = same_names)
        : bytes_(bytes), names_(names) {}
    Writer(Bytes& bytes, Renaming&& names) = delete;

    template <class T>
    void number(const T& value) {
        auto rest = static_cast<std::uint64_t>(value);
        for (; rest >= 0x80; rest >>= 7) byte(static_cast<std::uint8_t>(rest | 0x80));
        byte(static_cast<std::uint8_t>(rest));
    }
    void command(const Command& value) { number(value.key + 1); }  // a no-op is 0
    // A member, or a value that is none.
    void member(const Member& value) { byte(value < Renaming::most ? names_.to[value] : value); }
    // Bit m: member m.
    template <class Set>
    void members(const Set& value) {
        std::uint64_t renamed = 0;
        for (Member m = 0; m < Renaming::most; ++m) {
            if ((value >> m) & 1) renamed |= std::uint64_t{1} << names_.to[m];
        }
        number(renamed);
    }
    // A list with one element for each member.
    template <class T, class Each>
    void by_member(const std::vector<T>& list, const Each& each) {
        for (Member m = 0; m < list.size(); ++m) each(*this, list[names_.from[m]]);
    }
    template <class T, class Each>
    void list(const std::vector<T>& list, const Each& each) {
        number(list.size());
        for (const T& element : list) each(*this, element);
    }
    // With its numbers, or counted from 1.
    template <class T, class Each>
    void ring(const Ring<T>& ring, const Each& each) {
        number(ring.first());
        ring_from_1(ring, each);
    }
    template <class T, class Each>
    void ring_from_1(const Ring<T>& ring, const Each& each) {
        number(ring.size());
        for (auto n = ring.first(); n != ring.next(); ++n) each(*this, ring[n]);
    }

private:
    void byte(std::uint8_t value) { bytes_.push_back(value); }

    Bytes& bytes_;
    const Renaming& names_;
};

class Reader {
public:
    static constexpr bool reads = true;

    explicit Reader(const std::uint8_t* bytes) : at_(bytes) {}

    template <class T>
    void number(T& value) {
        std::uint64_t whole = 0;
        for (unsigned shift = 0;; shift += 7) {
            const std::uint8_t byte = *at_++;
            whole |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) break;
        }
        value = static_cast<T>(whole);
    }
    void command(Command& value) {
        number(value.key);
        --value.key;
    }
    void member(Member& value) { value = *at_++; }
    template <class Set>
    void members(Set& value) {
        number(value);
    }
    template <class T, class Each>
    void by_member(std::vector<T>& list, const Each& each) {
        for (T& element : list) each(*this, element);
    }
    template <class T, class Each>
    void list(std::vector<T>& list, const Each& each) {
        std::size_t size = 0;
        number(size);
        list.resize(size);
        for (T& element : list) each(*this, element);
    }
    template <class T, class Each>
    void ring(Ring<T>& ring, const Each& each) {
        typename Ring<T>::Number first = 0;
        number(first);
        ring.restart_at(first);
        fill(ring, each);
    }
    template <class T, class Each>
    void ring_from_1(Ring<T>& ring, const Each& each) {
        ring.restart_at(1);
        fill(ring, each);
    }

private:
    template <class T, class Each>
    void fill(Ring<T>& ring, const Each& each) {
        std::size_t size = 0;
        number(size);
        for (; size > 0; --size) {
            T element;
            each(*this, element);
            ring.push(element);
        }
    }

    const std::uint8_t* at_;
};

}  // namespace triaz::protocol
