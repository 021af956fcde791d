#include "sim/report/result_schema.hpp"

namespace triaz::report {

std::string result_schema() {
    return std::string{R"schema({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:triaz:result:1.0",
  "title": "triaz result",
  "description": "One scenario and one seed, simulated and judged. All but \"context\" is the same for the same inputs and seed. Members ending in _s are simulated seconds from the start of the run, exact to the nanosecond.",
  "type": "object",
  "additionalProperties": false,
  "required": ["schema", "context", "evidence_class", "observation", "inputs", "scenario", "seed", "verdict",
    "as_expected", "aborted", "warm_up_end_s", "end_s", "whole_at_end", "human_action",
    "calendar_entries", "architecture", "claims", "events", "requests", "cohorts",
    "writes", "stores", "shards", "zones", "sessions", "dependencies", "intervals",
    "intervals_left_out", "series", "zone_series", "store_series", "timeline", "assumptions", "not_simulated"],
  "properties": {
    "schema": {"const": "triaz.result/1.0"},
    "context": {"$ref": "#/$defs/context"},
    "evidence_class": {
      "description": "Where the evidence is from: a simulation predicts, a drill observes.",
      "enum": ["simulated", "observed"]
    },
    "observation": {
      "description": "What people wrote down of a rehearsal; null where it was simulated. Times of the result count from \"from\".",
      "type": ["object", "null"],
      "required": ["exercise", "type", "from", "until", "slice_s", "steps", "people", "files"]
    },
    "inputs": {
      "description": "Every file that went in, the scenario first.",
      "type": "array", "items": {"$ref": "#/$defs/input"}
    },
    "scenario": {"$ref": "#/$defs/scenario"},
    "seed": {"type": "integer", "minimum": 0},
    "verdict": {"$ref": "#/$defs/verdict"},
    "as_expected": {
      "description": "Every claim came out as the scenario expects it.",
      "type": "boolean"
    },
    "aborted": {
      "description": "The signal that ended the run early; null when it came to its end.",
      "type": ["string", "null"]
    },
    "warm_up_end_s": {"$ref": "#/$defs/instant"},
    "end_s": {"$ref": "#/$defs/instant"},
    "whole_at_end": {
      "description": "Every process was up and every replica in step when the run was over.",
      "type": "boolean"
    },
    "human_action": {"description": "Recovery needed a person.", "type": "boolean"},
    "calendar_entries": {
      "description": "Events the simulation handled: two runs of the same inputs have the same count.",
      "$ref": "#/$defs/count"
    },
    "architecture": {"$ref": "#/$defs/architecture"},
    "claims": {"type": "array", "items": {"$ref": "#/$defs/claim"}},
    "events": {
      "description": "One per fault, in the order they struck.",
      "type": "array", "items": {"$ref": "#/$defs/event"}
    },
    "requests": {"$ref": "#/$defs/requests"},
    "cohorts": {"type": "array", "items": {"$ref": "#/$defs/cohort"}},
    "writes": {"$ref": "#/$defs/writes"},
    "stores": {"type": "array", "items": {"$ref": "#/$defs/store"}},
    "shards": {"type": "array", "items": {"$ref": "#/$defs/shard"}},
    "zones": {"type": "array", "items": {"$ref": "#/$defs/zone"}},
    "sessions": {
      "description": "Long-lived calls and streams, by cohort; simulated: the model has any.",
      "type": "object",
      "additionalProperties": false,
      "required": ["simulated", "cohorts"],
      "properties": {
        "simulated": {"type": "boolean"},
        "cohorts": {"type": "array", "items": {"$ref": "#/$defs/session_cohort"}}
      }
    },
    "dependencies": {
      "description": "What services asked of external dependencies, after the warm-up.",
      "type": "array", "items": {"$ref": "#/$defs/need"}
    },
    "intervals": {
      "description": "When a shard had no leader, no quorum, or acknowledged on fewer copies than declared; by time.",
      "type": "array", "maxItems": 500, "items": {"$ref": "#/$defs/interval"}
    },
    "intervals_left_out": {"description": "How many came after those.", "$ref": "#/$defs/count"},
    "series": {
      "description": "Requests over time by the instant they were issued: per cohort, one row for each width_s seconds in which any was issued.",
      "type": "array", "maxItems": 4000, "items": {"$ref": "#/$defs/series_row"}
    },
    "zone_series": {
      "description": "Service calls answered in each zone over time, the warm-up included.",
      "type": "array", "maxItems": 4000, "items": {"$ref": "#/$defs/zone_series_row"}
    },
    "store_series": {
      "description": "By how many entries the copy that is furthest behind lacks what is committed, of the worst shard of each store, over time; stores without an order of entries have none.",
      "type": "array", "maxItems": 4000, "items": {"$ref": "#/$defs/store_series_row"}
    },
    "timeline": {
      "description": "The notable moments of the run, rising in time.",
      "type": "array", "items": {"$ref": "#/$defs/moment"}
    },
    "assumptions": {
      "description": "Numbers of the inputs and where they are from.",
      "type": "array", "items": {"$ref": "#/$defs/assumption"}
    },
    "not_simulated": {
      "description": "Components of the deployment that the run leaves out.",
      "type": "array", "items": {"$ref": "#/$defs/not_simulated"}
    }
  },
  "$defs": {
    "verdict": {"enum": ["upheld", "refuted", "inconclusive"]},
    "instant": {"type": "number", "minimum": 0},
    "instant_or_never": {"type": ["number", "null"], "minimum": 0},
    "duration": {"type": "number", "minimum": 0},
    "length_or_none": {"type": ["number", "null"], "minimum": 0},
    "count": {"type": "integer", "minimum": 0},
    "context": {
      "description": "How this result was made; the only part that may differ from run to run.",
      "type": "object",
      "additionalProperties": false,
      "required": ["version", "commit", "command", "started", "wall_seconds"],
      "properties": {
        "version": {"type": "string"},
        "commit": {"type": "string"},
        "command": {"type": "array", "items": {"type": "string"}},
        "started": {"type": "string", "description": "UTC, ISO 8601"},
        "wall_seconds": {"type": ["number", "null"], "minimum": 0}
      }
    },
    "input": {
      "type": "object",
      "additionalProperties": false,
      "required": ["path", "sha256"],
      "properties": {
        "path": {"type": "string"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}
      }
    },
    "scenario": {
      "type": "object",
      "additionalProperties": false,
      "required": ["path", "question", "explanation", "mutant"],
      "properties": {
        "path": {"type": "string"},
        "question": {"type": "string"},
        "explanation": {"type": "string"},
        "mutant": {
          "description": "The name of the deliberately worse deployment that was run; null for the scenario itself.",
          "type": ["string", "null"]
        }
      }
    },
    "claim": {
      "type": "object",
      "additionalProperties": false,
      "required": ["id", "kind", "contract", "verdict", "strength", "expected", "as_expected",
        "stated", "reason", "measured", "witness", "trades", "reproduce"],
      "properties": {
        "id": {"type": "string"},
        "kind": {
          "type": "string",
          "description": "rto, rpo, active-zones, synchronous-copies, linearizable, re-routing, capacity-restored, customer-link-loss, tenant-isolation, dependency-outage or sessions."
        },
        "contract": {"type": "array", "items": {"type": "string"}},
        "verdict": {"$ref": "#/$defs/verdict"},
        "strength": {"enum": ["observed", "exhaustive", "proved"]},
        "expected": {"$ref": "#/$defs/verdict"},
        "as_expected": {"type": "boolean"},
        "stated": {"type": "string", "description": "The claim in words."},
        "reason": {"type": "string", "description": "Why this verdict."},
        "measured": {"$ref": "#/$defs/measured"},
        "witness": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/witness"}]},
        "trades": {
          "description": "Which promise was given up for which, when and for how long.",
          "type": "array", "items": {"type": "string"}
        },
        "reproduce": {"type": "string", "description": "The command that gives this result again."}
      },
      "if": {"properties": {"verdict": {"const": "refuted"}}},
      "then": {"properties": {"witness": {"$ref": "#/$defs/witness"}}},
      "else": {"properties": {"witness": {"type": "null"}}}
    },
    "figure": {"type": ["number", "null"], "minimum": 0},
)schema"} + schema_of_measured() +
           R"schema(    "witness": {
      "description": "The smallest timeline that shows why a claim is refuted.",
      "type": "object",
      "additionalProperties": false,
      "required": ["mechanism", "summary", "steps"],
      "properties": {
        "mechanism": {"type": "string"},
        "summary": {"type": "string"},
        "steps": {
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["t_s", "what"],
            "properties": {"t_s": {"$ref": "#/$defs/instant"}, "what": {"type": "string"}}
          }
        }
      }
    },
    "event": {
      "description": "A fault: T0 injected, T1 felt by clients, T2 detected, T3 decided, T4 mitigation acts, T5 back at the minimum service level, T6 redundancy restored, T7 steady state as before; null for what did not happen.",
      "type": "object",
      "additionalProperties": false,
      "required": ["fault", "target", "bit", "t0_s", "t1_s", "t2_s", "t3_s", "t4_s", "t5_s", "t6_s",
        "t7_s", "outage_s", "recovery_from_decision_s", "exposure_s", "ended_s",
        "requests_served_before", "replication_messages_before",
        "leaders_struck", "processes_lost", "processes_restored_s",
        "messages_hit", "acts"],
      "properties": {
        "fault": {"type": "string"},
        "target": {"type": "string"},
        "bit": {
          "description": "The target lived and carried traffic or replication when it was struck.",
          "type": "boolean"
        },
        "t0_s": {"$ref": "#/$defs/instant_or_never"},
        "t1_s": {"$ref": "#/$defs/instant_or_never"},
        "t2_s": {"$ref": "#/$defs/instant_or_never"},
        "t3_s": {"$ref": "#/$defs/instant_or_never"},
        "t4_s": {"$ref": "#/$defs/instant_or_never"},
        "t5_s": {
          "description": "The same as t1_s when attempts failed but no slice fell below the minimum service level.",
          "$ref": "#/$defs/instant_or_never"
        },
        "t6_s": {"$ref": "#/$defs/instant_or_never"},
        "t7_s": {"$ref": "#/$defs/instant_or_never"},
        "outage_s": {
          "description": "T5 - T1; 0 when no slice fell below the minimum service level, null when the outage was not over before the next fault or the end.",
          "$ref": "#/$defs/length_or_none"
        },
        "recovery_from_decision_s": {
          "description": "T5 - T3, as contracts count from the declaration; 0 when service was back before anything was decided. Null when there was no outage to recover from, nothing was decided, or the outage was not over.",
          "$ref": "#/$defs/length_or_none"
        },
        "exposure_s": {
          "description": "T6 - T0: how long a second fault might have been fatal; null when redundancy was not restored.",
          "$ref": "#/$defs/length_or_none"
        },
        "ended_s": {"$ref": "#/$defs/instant_or_never"},
        "requests_served_before": {"$ref": "#/$defs/count"},
        "replication_messages_before": {"$ref": "#/$defs/count"},
        "leaders_struck": {"$ref": "#/$defs/count"},
        "processes_lost": {"$ref": "#/$defs/count"},
        "processes_restored_s": {"$ref": "#/$defs/instant_or_never"},
        "messages_hit": {
          "description": "Messages lost or delayed by a fault of paths, while it lasted.",
          "$ref": "#/$defs/count"
        },
        "acts": {
          "description": "Answers and checks spoiled, moves made or prevented by a fault of what still runs.",
          "$ref": "#/$defs/count"
        }
      }
    },
    "requests": {
      "description": "Requests issued after the warm-up. Each ends in one outcome, but for those unfinished when the run was over.",
      "type": "object",
      "additionalProperties": false,
      "required": ["issued", "ok", "late", "error", "rejected", "ambiguous", "unfinished", "attempts",
        "failed_attempts"],
      "properties": {
        "issued": {"$ref": "#/$defs/count"},
        "ok": {"$ref": "#/$defs/count"},
        "late": {"$ref": "#/$defs/count"},
        "error": {"$ref": "#/$defs/count"},
        "rejected": {"$ref": "#/$defs/count"},
        "ambiguous": {"$ref": "#/$defs/count"},
        "unfinished": {"$ref": "#/$defs/count"},
        "attempts": {"$ref": "#/$defs/count"},
        "failed_attempts": {"$ref": "#/$defs/count"}
      }
    },
    "cohort": {
      "type": "object",
      "additionalProperties": false,
      "required": ["name", "deadline_s", "requests", "latency"],
      "properties": {
        "name": {"type": "string"},
        "deadline_s": {"$ref": "#/$defs/duration"},
        "requests": {"$ref": "#/$defs/requests"},
        "latency": {
          "description": "From issue to success; quantiles are within 0.8 %.",
          "type": "object",
          "additionalProperties": false,
          "required": ["count", "mean_s", "p50_s", "p99_s", "p999_s", "worst_s"],
          "properties": {
            "count": {"$ref": "#/$defs/count"},
            "mean_s": {"type": ["number", "null"], "minimum": 0},
            "p50_s": {"$ref": "#/$defs/duration"},
            "p99_s": {"$ref": "#/$defs/duration"},
            "p999_s": {"$ref": "#/$defs/duration"},
            "worst_s": {"$ref": "#/$defs/duration"}
          }
        }
      }
    },
    "writes": {
      "description": "Writes of all stores, the warm-up included: what clients were told against what survived.",
      "type": "object",
      "additionalProperties": false,
      "required": ["issued", "acknowledged", "lost", "unreachable", "ambiguous", "duplicated"],
      "properties": {
        "issued": {"$ref": "#/$defs/count"},
        "acknowledged": {"$ref": "#/$defs/count"},
        "lost": {"$ref": "#/$defs/count"},
        "unreachable": {
          "description": "Acknowledged and on some disk, but no quorum answers when the run ends.",
          "$ref": "#/$defs/count"
        },
        "ambiguous": {"$ref": "#/$defs/count"},
        "duplicated": {"$ref": "#/$defs/count"}
      }
    },
    "store": {
      "type": "object",
      "additionalProperties": false,
      "required": ["name", "copies", "copies_before_acknowledging", "entry_bytes",
        "messages", "duplicates_suppressed"],
      "properties": {
        "name": {"type": "string"},
        "copies": {"$ref": "#/$defs/count"},
        "copies_before_acknowledging": {"$ref": "#/$defs/count"},
        "entry_bytes": {"$ref": "#/$defs/count"},
        "messages": {"$ref": "#/$defs/count"},
        "duplicates_suppressed": {"$ref": "#/$defs/count"}
      }
    },
    "shard": {
      "description": "One shard of a store: its writes, and who could answer for it when the run was over.",
      "type": "object",
      "additionalProperties": false,
      "required": ["store", "shard", "issued", "acknowledged", "lost", "unreachable", "ambiguous",
        "duplicated", "reachable", "authority", "longest_without_leader_s"],
      "properties": {
        "store": {"type": "string"},
        "shard": {"$ref": "#/$defs/count"},
        "issued": {"$ref": "#/$defs/count"},
        "acknowledged": {"$ref": "#/$defs/count"},
        "lost": {"$ref": "#/$defs/count"},
        "unreachable": {"$ref": "#/$defs/count"},
        "ambiguous": {"$ref": "#/$defs/count"},
        "duplicated": {"$ref": "#/$defs/count"},
        "reachable": {"type": "boolean"},
        "authority": {"type": "string"},
        "longest_without_leader_s": {"$ref": "#/$defs/duration"}
      }
    },
    "zone": {
      "description": "Utilisation (0 to 1) is that of the busiest service, before the first fault and from it on.",
      "type": "object",
      "additionalProperties": false,
      "required": ["name", "processes", "served_before_first_fault", "busiest_service",
        "busiest_before", "busiest_after"],
      "properties": {
        "name": {"type": "string"},
        "processes": {"$ref": "#/$defs/count"},
        "served_before_first_fault": {"$ref": "#/$defs/count"},
        "busiest_service": {"type": "string"},
        "busiest_before": {"type": ["number", "null"]},
        "busiest_after": {"type": ["number", "null"]}
      }
    },
    "series_row": {
      "type": "object",
      "additionalProperties": false,
      "required": ["t_s", "width_s", "cohort", "issued", "ok", "finished", "failed_attempts",
        "rejected", "slow", "mean_latency_s", "worst_latency_s"],
      "properties": {
        "t_s": {"$ref": "#/$defs/instant"},
        "width_s": {"type": "number", "exclusiveMinimum": 0},
        "cohort": {"type": "string"},
        "issued": {"$ref": "#/$defs/count"},
        "ok": {"$ref": "#/$defs/count"},
        "finished": {"$ref": "#/$defs/count"},
        "failed_attempts": {"$ref": "#/$defs/count"},
        "rejected": {"$ref": "#/$defs/count"},
        "slow": {"description": "Ok, but over the latency objective.", "$ref": "#/$defs/count"},
        "mean_latency_s": {"description": "Of those that ended ok.", "$ref": "#/$defs/length_or_none"},
        "worst_latency_s": {"description": "Of those that ended ok.", "$ref": "#/$defs/length_or_none"}
      }
    },
    "zone_series_row": {
      "type": "object",
      "additionalProperties": false,
      "required": ["t_s", "width_s", "zone", "served"],
      "properties": {
        "t_s": {"$ref": "#/$defs/instant"},
        "width_s": {"type": "number", "exclusiveMinimum": 0},
        "zone": {"type": "string"},
        "served": {"$ref": "#/$defs/count"}
      }
    },
    "store_series_row": {
      "type": "object",
      "additionalProperties": false,
      "required": ["t_s", "width_s", "store", "most_entries_behind"],
      "properties": {
        "t_s": {"$ref": "#/$defs/instant"},
        "width_s": {"type": "number", "exclusiveMinimum": 0},
        "store": {"type": "string"},
        "most_entries_behind": {"$ref": "#/$defs/count"}
      }
    },
    "session_cohort": {
      "description": "From the end of the warm-up on: carried_in + begun = blocked + completed + lost + unfinished. Drops are of sessions, and one may be dropped twice.",
      "type": "object",
      "additionalProperties": false,
      "required": ["name", "carried_in", "begun", "established", "blocked", "completed", "lost",
        "unfinished", "under_way", "dropped_with_instance", "dropped_with_carrier",
        "dropped_with_path", "reestablished", "no_carrier", "no_instance", "no_room",
        "mean_reestablish_s", "p50_reestablish_s", "p99_reestablish_s", "worst_reestablish_s"],
      "properties": {
        "name": {"type": "string"},
        "carried_in": {"$ref": "#/$defs/count"},
        "begun": {"$ref": "#/$defs/count"},
        "established": {"description": "For the first time.", "$ref": "#/$defs/count"},
        "blocked": {"description": "Given up before that.", "$ref": "#/$defs/count"},
        "completed": {"$ref": "#/$defs/count"},
        "lost": {"description": "Dropped and given up.", "$ref": "#/$defs/count"},
        "unfinished": {"$ref": "#/$defs/count"},
        "under_way": {"description": "Established when the first fault struck, or the warm-up ended.", "$ref": "#/$defs/count"},
        "dropped_with_instance": {"$ref": "#/$defs/count"},
        "dropped_with_carrier": {"$ref": "#/$defs/count"},
        "dropped_with_path": {"$ref": "#/$defs/count"},
        "reestablished": {"$ref": "#/$defs/count"},
        "no_carrier": {"description": "Attempts that failed at the carrier.", "$ref": "#/$defs/count"},
        "no_instance": {"description": "Attempts that reached no instance.", "$ref": "#/$defs/count"},
        "no_room": {"description": "Attempts at an instance that was full.", "$ref": "#/$defs/count"},
        "mean_reestablish_s": {"description": "From the drop until re-established, as the others.", "$ref": "#/$defs/length_or_none"},
        "p50_reestablish_s": {"$ref": "#/$defs/length_or_none"},
        "p99_reestablish_s": {"$ref": "#/$defs/length_or_none"},
        "worst_reestablish_s": {"$ref": "#/$defs/length_or_none"}
      }
    },
    "need": {
      "description": "asked = hits + met + stale + failed + went_without, but for those under way or dead.",
      "type": "object",
      "additionalProperties": false,
      "required": ["dependency", "service", "asked", "hits", "calls", "errors", "timeouts", "met",
        "outdated", "stale", "failed", "went_without"],
      "properties": {
        "dependency": {"type": "string"},
        "service": {"type": "string"},
        "asked": {"description": "Requests that needed an answer.", "$ref": "#/$defs/count"},
        "hits": {"description": "From the cache of the instance.", "$ref": "#/$defs/count"},
        "calls": {"description": "To the dependency, every try.", "$ref": "#/$defs/count"},
        "errors": {"description": "Calls answered with an error.", "$ref": "#/$defs/count"},
        "timeouts": {"description": "Calls not answered in time.", "$ref": "#/$defs/count"},
        "met": {"description": "Requests that a call answered.", "$ref": "#/$defs/count"},
        "outdated": {"description": "Of these: with something old.", "$ref": "#/$defs/count"},
        "stale": {"description": "From the cache beyond its time.", "$ref": "#/$defs/count"},
        "failed": {"description": "Requests that ended for want of an answer.", "$ref": "#/$defs/count"},
        "went_without": {"description": "Requests that went on without one.", "$ref": "#/$defs/count"}
      }
    },
    "interval": {
      "type": "object",
      "additionalProperties": false,
      "required": ["from_s", "to_s", "store", "shard", "what"],
      "properties": {
        "from_s": {"$ref": "#/$defs/instant"},
        "to_s": {"$ref": "#/$defs/instant"},
        "store": {"type": "string"},
        "shard": {"$ref": "#/$defs/count"},
        "what": {"enum": ["without-leader", "without-quorum", "not-guaranteed"]}
      }
    },
    "architecture": {
      "description": "What was run: zones, and the processes of each tier in each, in the order in which a request meets them.",
      "type": "object",
      "additionalProperties": false,
      "required": ["region", "jurisdiction", "zones", "tiers", "clients"],
      "properties": {
        "region": {"type": "string"},
        "jurisdiction": {"type": "string"},
        "zones": {"type": "array", "items": {"type": "object", "additionalProperties": false,
          "required": ["name", "data_centers", "hosts"],
          "properties": {"name": {"type": "string"}, "hosts": {"$ref": "#/$defs/count"},
            "data_centers": {"type": "array", "items": {"type": "string"}}}}},
        "tiers": {"type": "array", "items": {"type": "object", "additionalProperties": false,
          "required": ["kind", "name", "detail", "in_zone"],
          "properties": {"kind": {"enum": ["balancer", "service", "store"]}, "name": {"type": "string"},
            "detail": {"type": "string"},
            "in_zone": {"description": "Processes in each zone, in the order of zones.",
              "type": "array", "items": {"$ref": "#/$defs/count"}}}}},
        "clients": {"type": "array", "items": {"type": "object", "additionalProperties": false,
          "required": ["name", "home", "entry"],
          "properties": {"name": {"type": "string"}, "home": {"type": "string"},
            "entry": {"type": "string"}}}}
      }
    },
    "moment": {
      "type": "object",
      "additionalProperties": false,
      "required": ["t_s", "mark", "subject", "detail"],
      "properties": {
        "t_s": {"$ref": "#/$defs/instant"},
        "mark": {"type": "string"},
        "subject": {"type": "string"},
        "detail": {"type": "string"}
      }
    },
    "assumption": {
      "type": "object",
      "additionalProperties": false,
      "required": ["what", "source"],
      "properties": {"what": {"type": "string"}, "source": {"type": "string"}}
    },
    "not_simulated": {
      "type": "object",
      "additionalProperties": false,
      "required": ["name", "kind", "why"],
      "properties": {
        "name": {"type": "string"},
        "kind": {"type": "string"},
        "why": {"type": "string"}
      }
    }
  }
}
)schema";
}

}  // namespace triaz::report
