#include "sim/structure/rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace triaz::structure {

namespace {

constexpr auto error = Severity::error;
constexpr auto warning = Severity::warning;
constexpr auto note = Severity::note;

constexpr std::array all{
    Rule{"TZ101", "single-point-of-failure", error, "C09, C11", "one loss is enough",
         "A minimal cut set of order one that does not lie inside a single zone: a shared fate, a "
         "path, the access of clients, a system outside that is needed hard, or any one of several "
         "parts in several zones. Whatever it takes, nothing else stands in for it.",
         "Give it a twin that fails for other causes, or let those who need it go on without it."},
    Rule{"TZ102", "hidden-zonal-dependency", error, "C09, C11",
         "something that requests need stands in one zone",
         "Every copy of something that requests need stands in one zone, so that its loss fails "
         "requests of all zones: zones do not help where one of them is needed by the others.",
         "Instances in every zone, and callers that use those of their own zone or of any."},
    Rule{"TZ104", "correlated-zones", warning, "C11", "one cause takes parts of several zones",
         "A shared-fate group reaches into several zones. Counting zones as independent then "
         "promises more than is there: the tolerance is that of the groups.",
         "Separate the feed, the building, the duct or the release; or count these zones as one."},
    Rule{
        "TZ105", "fails-in-rotation", warning, "C05, C09",
        "a zone keeps its address while it fails requests",
        "Losses after which a zone still passes its health checks and still fails requests, though "
        "another zone could serve them: the checks look at nodes and instances, not at what these "
        "need. Clients are served only as far as they try another zone by themselves in time. A "
        "leader that is well is not replaced because some callers do not reach it.",
        "Checks that look through to what a zone needs, a balancer that ejects what fails, or "
        "clients that try another zone well before their deadline."},
    Rule{
        "TZ106", "zone-hangs-on-one-path", warning, "C11",
        "one cause cuts a zone off from all others",
        "All paths between a zone and the others go by one cause. The zone is then a minority that "
        "believes it is alive.",
        "A second path that shares neither duct nor device with the first."},
    Rule{
        "TZ201", "one-loss-blocks-a-store", error, "C09, C11", "one loss blocks a store",
        "A shard needs more of its members than one loss leaves: a majority of them, or all copies "
        "a write waits for, or a primary that is never replaced, stands within it.",
        "Members in at least three zones, no zone with half of them or more; and a write that "
        "waits for a majority rather than for all."},
    Rule{"TZ202", "copies-together", error, "C03, C10",
         "one loss may take every copy of an acknowledged write",
         "As many members as hold a write when it is acknowledged stand within one loss. If it is "
         "for good, acknowledged writes are gone; what is left of the store does not know them.",
         "Acknowledge after copies in at least two zones: more copies, or members further apart."},
    Rule{
        "TZ203", "quorums-do-not-meet", error, "C03, C10",
        "who answers next may not know what was acknowledged",
        "A write is acknowledged on fewer members than make sure that every later majority has one "
        "of them: with n members and elections by a majority m, at least n - m + 1. Without a "
        "leader the same holds of the members that a read asks: reads + writes > n.",
        "copies_before_acknowledging: \"majority\"; without a leader, write_quorum and "
        "read_quorum: \"majority\"."},
    Rule{
        "TZ204", "guarantee-given-up", warning, "C10", "writes go on without their copies",
        "A store that does not hear from the copies it waits for acknowledges without them after a "
        "while: availability for durability. From then on the loss of the primary loses writes.",
        "Wait for ever, or for any k of more standbys than k; or leave this store out of the "
        "promise."},
    Rule{
        "TZ205", "even-number-of-voters", note, "", "a voter more that tolerates nothing more",
        "With an even number of voters a majority is one more, so that as many may be lost as with "
        "one voter fewer, and one more must answer.",
        "An odd number of voters, in an odd number of zones."},
    Rule{"TZ206", "declared-too-much", error, "C09, C10, C11", "less is survived than is declared",
         "The model declares losses that a service or store survives (`tolerates`), and there is a "
         "minimal cut set within them. Whoever plans by the declaration plans by a wish.",
         "Declare what structure bears out, or change the placement until it does; triaz tolerance "
         "tries every declared loss by simulation too."},
    Rule{"TZ207", "leaders-together", note, "C09", "all shards are led from one zone",
         "The loss of that zone makes every shard elect at the same time, and until then every "
         "write crosses to it.",
         "leaders: \"spread\", unless all callers stand in that zone."},
    Rule{"TZ301", "too-little-capacity-left", error, "C09, C12",
         "what a loss leaves cannot carry the load",
         "By maximum flow: however requests were routed, the instances that are left cannot serve "
         "them all. Static stability asks that the survivors carry the load without launches: with "
         "three zones, each at no more than two thirds before.",
         "More instances or workers in every zone."},
    Rule{"TZ302", "overloaded-as-routed", error, "C09, C12",
         "a loss overloads instances while others have room",
         "As requests are routed after the loss, some instances get more than they can serve, "
         "though all that are left together could: the balancer keeps to its zone, or the zone to "
         "its clients.",
         "cross_zone for that balancer, weights by capacity, or instances enough in each data "
         "centre."},
    Rule{"TZ303", "overloaded-before-any-loss", error, "C09",
         "more load than capacity with nothing lost",
         "The mean load is at or above capacity: queues grow without end.",
         "More instances or workers, or less load."},
    Rule{"TZ304", "little-room-after-a-loss", warning, "C09, C12", "a loss leaves little room",
         "After a loss instances run above 90 % of their capacity: queues are long, and retries or "
         "a small peak push them over.",
         "Some more instances: what is left should stay below 90 %."},
    Rule{"TZ401", "corporate-network", error, "C02",
         "the service reaches into the corporate network",
         "Something that runs the service stands in the corporate network, or it needs a system "
         "there. A disruption of the company then is one of the service. What is needed softly or "
         "asynchronously is a warning.",
         "Move it into the cloud environment, or keep a copy there."},
    Rule{"TZ402", "residency", error, "C27", "personal data may be outside its jurisdictions",
         "A replica, a backup, a log sink or, after a failover, an instance that handles requests "
         "of these clients stands under a law that their residency does not name.",
         "Keep replicas, backups and the zones they may fail over to inside those jurisdictions."},
    Rule{"TZ403", "no-backup", warning, "C07", "no backup is declared",
         "Logical corruption and mistaken deletion replicate to every copy at once. The recovery "
         "point is then that of the backup, and there is none.",
         "Declare where the backup is: \"backup\": {\"encrypted\": true, ...}."},
    Rule{"TZ404", "backup-in-another-region", error, "C07", "a backup outside the region",
         "The backup is kept in a region other than that of the data.",
         "A backup in the region of the data, in another zone."},
    Rule{"TZ405", "backup-not-encrypted", error, "C07", "a backup is not encrypted at rest",
         "Whoever gets hold of the medium has the data.", "Encrypt it at rest."},
    Rule{"TZ406", "backup-on-portable-media", error, "C07", "a backup on portable media",
         "What can be carried away can be lost on the way.",
         "An object store or disks that stay where they are."},
    Rule{"TZ407", "backup-shares-fate", warning, "C07",
         "what destroys the data destroys its backup",
         "A smallest loss that destroys the acknowledged data destroys the backup too, so the "
         "backup adds nothing against it.",
         "A backup in a zone that holds fewer of the copies, or in another place."},
    Rule{"TZ408", "fewer-than-three-zones", warning, "C01", "fewer than three zones",
         "A service that requests need stands in fewer than three zones: with two, each must carry "
         "all of the load alone, and no majority survives the loss of either.",
         "Instances in at least three zones."},
    Rule{"TZ409", "idle-zones", note, "C01", "zones that stand by",
         "In steady state the requests of all clients go to fewer than three of the zones in which "
         "a service stands: what is not used every day may not work on the day of the failover.",
         "Clients at home in every zone, or a balancer that spreads them."},
    Rule{"TZ501", "no-failover-in-time", warning, "C05, C09",
         "clients cannot reach another zone before their deadline",
         "A try that a lost zone does not answer ends too late for another one, so requests fail "
         "until the address is withdrawn and name caches have run out: checks, then the time to "
         "live.",
         "Several tries, each with a time-out well below the deadline."},
    Rule{"TZ502", "health-checks-off", warning, "C05", "health checks are switched off",
         "Whatever dies stays in use for ever: every n-th request meets it.",
         "health_check: {\"enabled\": true}."},
};

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) ==
               std::tolower(static_cast<unsigned char>(y));
    });
}

}  // namespace

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::error:
            break;
    }
    return "error";
}

std::span<const Rule> rules() { return all; }

std::span<const Property> properties() {
    static constexpr std::array known{
        Property{"three-active-zones", "TZ408, TZ409"},
        Property{"corporate-isolation", "TZ401"},
        Property{"quorum-placement", "TZ202, TZ203"},
        Property{"guaranteed-copies", "TZ202, TZ204"},
        Property{"balancer-redundancy", "TZ101, TZ105"},
        Property{"backup-placement", "TZ403, TZ404, TZ405, TZ406, TZ407"},
        Property{"residency", "TZ402"}};
    return known;
}

const Rule* find_rule(std::string_view word) {
    const auto found = std::ranges::find_if(
        all, [&](const Rule& rule) { return same(rule.code, word) || same(rule.name, word); });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace triaz::structure
