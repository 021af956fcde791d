// RFC 7386 merge patch on trees: every value keeps the position of the file it came from; an object
// that was merged has that of the patch.
#pragma once

#include "sim/scenario/document.hpp"

namespace triaz::scenario {

// What `patch` makes of `base`: objects are merged key by key, null removes a key, anything else
// replaces. Order: keys of the base as they were, then new keys as in the patch.
Value merge(Value base, const Value& patch);

}  // namespace triaz::scenario
