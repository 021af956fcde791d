// What each kind of claim measures, in the schema of results.
#include "sim/report/result_schema.hpp"

namespace triaz::report {

std::string schema_of_measured() {
    return R"schema(    "measured": {
      "description": "Figures by name; those ending in _s are seconds. Null where there was nothing to measure. Each is of the kind of claim named first.",
      "type": "object",
      "properties": {
        "level_held": {
          "description": "rto: the highest level that held, 0 (Z0) to 3 (Z3).", "$ref": "#/$defs/figure"
        },
        "outage_total_s": {
          "description": "rto: all slices below the minimum service level, of the worst cohort; lower bound.", "$ref": "#/$defs/figure"
        },
        "outage_total_upper_s": {
          "description": "The same with unseen slices held against the service.", "$ref": "#/$defs/figure"
        },
        "longest_outage_s": {
          "description": "rto: the longest run of consecutive slices below the level; lower bound.", "$ref": "#/$defs/figure"
        },
        "longest_outage_upper_s": {
          "description": "The same with unseen slices held against the service.", "$ref": "#/$defs/figure"
        },
        "settled_outage_s": {
          "description": "rto: the longest time from falling below the level until it is met again for the settle window; lower bound.", "$ref": "#/$defs/figure"
        },
        "settled_outage_upper_s": {
          "description": "The same with unseen slices held against the service.", "$ref": "#/$defs/figure"
        },
        "blackout_s": {
          "description": "rto: the part of the outages in which nothing succeeded.", "$ref": "#/$defs/figure"
        },
        "brownout_s": {
          "description": "rto: the part in which something did.", "$ref": "#/$defs/figure"
        },
        "unseen_s": {
          "description": "rto: slices that say nothing, of the worst cohort.", "$ref": "#/$defs/figure"
        },
        "requests_judged": {
          "description": "rto: requests with an outcome, or whose deadline was over.", "$ref": "#/$defs/figure"
        },
        "failed_attempts": {
          "description": "rto: attempts that failed, whatever retries made of them.", "$ref": "#/$defs/figure"
        },
        "errors_after_retry": {
          "description": "rto: requests that ended in an explicit failure.", "$ref": "#/$defs/figure"
        },
        "ambiguous": {
          "description": "rto: requests without an answer.", "$ref": "#/$defs/figure"
        },
        "late": {
          "description": "rto: requests that succeeded after their deadline.", "$ref": "#/$defs/figure"
        },
        "rejected": {
          "description": "rto: requests that were shed.", "$ref": "#/$defs/figure"
        },
        "sessions_dropped": {
          "description": "rto, sessions: drops of long-lived sessions; null where the model has none.", "$ref": "#/$defs/figure"
        },
        "writes_applied_twice": {
          "description": "rto, rpo: writes that took effect more than once.", "$ref": "#/$defs/figure"
        },
        "retry_amplification": {
          "description": "rto: attempts a request.", "$ref": "#/$defs/figure"
        },
        "worst_latency_s": {
          "description": "rto: from issue to success.", "$ref": "#/$defs/figure"
        },
        "p999_latency_s": {
          "description": "rto: the 99.9th percentile, within 0.8 %.", "$ref": "#/$defs/figure"
        },
        "time_to_detect_s": {
          "description": "rto: T2 - T0, the worst over all faults; null when one was not detected.", "$ref": "#/$defs/figure"
        },
        "time_to_mitigate_s": {
          "description": "rto: T4 - T0, likewise.", "$ref": "#/$defs/figure"
        },
        "time_to_drain_s": {
          "description": "rto: from a fault until the last target or address was taken out of use, the worst over all faults.", "$ref": "#/$defs/figure"
        },
        "exposure_window_s": {
          "description": "rto: T6 - T0, the worst over all faults; null when redundancy was not restored after one.", "$ref": "#/$defs/figure"
        },
        "utilisation_of_survivors": {
          "description": "rto: the highest utilisation (0 to 1) of the workers of one service in one zone from the first fault on.", "$ref": "#/$defs/figure"
        },
        "acknowledged_writes": {
          "description": "rpo: writes whose client was told of success.", "$ref": "#/$defs/figure"
        },
        "lost_writes": {
          "description": "rpo: acknowledged, and not in the surviving state at the end.", "$ref": "#/$defs/figure"
        },
        "lost_bytes": {
          "description": "rpo: their payload.", "$ref": "#/$defs/figure"
        },
        "lost_seconds": {
          "description": "rpo: from the acknowledgement of the oldest lost write to the fault after it.", "$ref": "#/$defs/figure"
        },
        "unreachable_writes": {
          "description": "rpo: acknowledged and on some disk, but no authority answers for them.", "$ref": "#/$defs/figure"
        },
        "salvageable_writes": {
          "description": "rpo: lost, but still on some disk.", "$ref": "#/$defs/figure"
        },
        "ambiguous_writes": {
          "description": "rpo: writes without an answer: never counted as lost.", "$ref": "#/$defs/figure"
        },
        "ambiguous_survived": {
          "description": "rpo: those of them that took effect.", "$ref": "#/$defs/figure"
        },
        "unacknowledged_survived": {
          "description": "rpo: other writes that took effect without an acknowledgement.", "$ref": "#/$defs/figure"
        },
        "unexpected_writes": {
          "description": "rpo: writes that survive though nobody issued them.", "$ref": "#/$defs/figure"
        },
        "guaranteed": {
          "description": "rpo: 1 when every store in scope acknowledged only what a majority of its copies held durably, at every instant, else 0.", "$ref": "#/$defs/figure"
        },
        "longest_reduced_redundancy_s": {
          "description": "rpo: the longest stretch in which a replica set had fewer copies in step than declared.", "$ref": "#/$defs/figure"
        },
        "longest_without_guarantee_s": {
          "description": "rpo: the longest stretch in which a shard acknowledged on fewer durable copies than declared, because its copies did not come.", "$ref": "#/$defs/figure"
        },
        "acknowledged_by_leaders": {
          "description": "synchronous-copies: writes that a leader acknowledged, whether the answer reached the client or not.", "$ref": "#/$defs/figure"
        },
        "writes_in_too_few_zones": {
          "description": "synchronous-copies: those on disk in fewer zones than promised at that instant.", "$ref": "#/$defs/figure"
        },
        "fewest_zones": {
          "description": "synchronous-copies: the fewest zones that held one of them (8: eight or more).", "$ref": "#/$defs/figure"
        },
        "sampled_keys": {
          "description": "linearizable: keys whose operations were all noted.", "$ref": "#/$defs/figure"
        },
        "sampled_reads": {
          "description": "linearizable: reads of them that were answered.", "$ref": "#/$defs/figure"
        },
        "sampled_writes": {
          "description": "linearizable: writes of them that were acknowledged.", "$ref": "#/$defs/figure"
        },
        "sampled_without_answer": {
          "description": "linearizable: operations on them that ended without success; such a write may have taken effect.", "$ref": "#/$defs/figure"
        },
        "requests_meanwhile": {
          "description": "dependency-outage: requests that the cohort served worst issued while the dependency was out of order.", "$ref": "#/$defs/figure"
        },
        "success_meanwhile": {
          "description": "dependency-outage: the share of them that succeeded in time, 0 to 1.", "$ref": "#/$defs/figure"
        },
        "needed": {
          "description": "dependency-outage: requests that needed an answer of it, over the whole judged run, as all below.", "$ref": "#/$defs/figure"
        },
        "from_cache": {
          "description": "dependency-outage: those that a cache answered.", "$ref": "#/$defs/figure"
        },
        "asked": {
          "description": "dependency-outage: calls to it, every try.", "$ref": "#/$defs/figure"
        },
        "answered_with_error": {
          "description": "dependency-outage: calls that it answered with an error.", "$ref": "#/$defs/figure"
        },
        "not_answered": {
          "description": "dependency-outage: calls that it did not answer in time.", "$ref": "#/$defs/figure"
        },
        "served_stale": {
          "description": "dependency-outage: requests that a cache answered beyond its time, for want of another answer.", "$ref": "#/$defs/figure"
        },
        "outdated_answers": {
          "description": "dependency-outage: requests that it answered with what was old.", "$ref": "#/$defs/figure"
        },
        "failed_without": {
          "description": "dependency-outage: requests that ended for want of an answer.", "$ref": "#/$defs/figure"
        },
        "went_on_without": {
          "description": "dependency-outage: requests that went on without one.", "$ref": "#/$defs/figure"
        },
        "sessions_under_way": {
          "description": "sessions: established when the first fault struck, or the warm-up ended.", "$ref": "#/$defs/figure"
        },
        "sessions_kept": {
          "description": "sessions: the share of them that was kept, or back in time after each drop, 0 to 1.", "$ref": "#/$defs/figure"
        },
        "dropped_with_instance": {
          "description": "sessions: drops because the instance was lost.", "$ref": "#/$defs/figure"
        },
        "dropped_with_carrier": {
          "description": "sessions: drops because the carrier was lost.", "$ref": "#/$defs/figure"
        },
        "dropped_with_path": {
          "description": "sessions: drops because the path was cut.", "$ref": "#/$defs/figure"
        },
        "sessions_reestablished": {
          "description": "sessions: drops that were made good.", "$ref": "#/$defs/figure"
        },
        "sessions_given_up": {
          "description": "sessions: dropped and given up.", "$ref": "#/$defs/figure"
        },
        "sessions_begun": {
          "description": "sessions: that began after the warm-up.", "$ref": "#/$defs/figure"
        },
        "sessions_blocked": {
          "description": "sessions: the share of them that could not be established, 0 to 1.", "$ref": "#/$defs/figure"
        },
        "p50_reestablish_s": {
          "description": "sessions: from the drop until re-established, the median.", "$ref": "#/$defs/figure"
        },
        "p99_reestablish_s": {
          "description": "The same, the 99th percentile.", "$ref": "#/$defs/figure"
        },
        "worst_reestablish_s": {
          "description": "The same, the longest.", "$ref": "#/$defs/figure"
        },
        "failed_attempts_after_fault": {
          "description": "re-routing: attempts that failed from the first fault on.", "$ref": "#/$defs/figure"
        },
        "instances_before": {
          "description": "capacity-restored: instances of all services that were ready before the fault.", "$ref": "#/$defs/figure"
        },
        "instances_lost": {
          "description": "capacity-restored: how many fewer there were at the worst second after it.", "$ref": "#/$defs/figure"
        },
        "time_to_restore_s": {
          "description": "capacity-restored: from the fault until every service had its instances again for good; null when one had not.", "$ref": "#/$defs/figure"
        },
        "outage_of_others_s": {
          "description": "customer-link-loss, tenant-isolation: the longest run of slices below the level of a cohort that was not to be harmed.", "$ref": "#/$defs/figure"
        },
        "failed_requests_of_others": {
          "description": "customer-link-loss, tenant-isolation: requests of such cohorts that did not succeed.", "$ref": "#/$defs/figure"
        },
        "outage_behind_the_line_s": {
          "description": "customer-link-loss: the same run of those whose line was lost.", "$ref": "#/$defs/figure"
        },
        "failed_requests_behind_the_line": {
          "description": "customer-link-loss: their requests that did not succeed.", "$ref": "#/$defs/figure"
        },
        "flood_times": {
          "description": "tenant-isolation: the most that the flooding cohorts issued in a slice, over what they do in a quiet one.", "$ref": "#/$defs/figure"
        },
        "slower_times": {
          "description": "tenant-isolation: mean latency of the others during the flood over that without it.", "$ref": "#/$defs/figure"
        },
        "failed_requests_of_the_flood": {
          "description": "tenant-isolation: requests of the flooding cohorts that did not succeed.", "$ref": "#/$defs/figure"
        },
        "operations": {
          "description": "linearizable, of an observation: operations of the history that clients recorded.", "$ref": "#/$defs/figure"
        },
        "operations_ok": {
          "description": "Those of them that succeeded.", "$ref": "#/$defs/figure"
        },
        "operations_open": {
          "description": "Those of which nobody knows.", "$ref": "#/$defs/figure"
        },
        "zones_active": {
          "description": "active-zones: zones that did their share before the first fault. Beside it share_of_zone_NAME, 0 to 1, of each zone.", "$ref": "#/$defs/figure"
        }
      },
      "additionalProperties": {"$ref": "#/$defs/figure"}
    },
)schema";
}

}  // namespace triaz::report
