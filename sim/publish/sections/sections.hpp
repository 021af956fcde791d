// Private to sim/publish: the sections of a report, a file each. Every one of them is there
// whatever the subject holds; one that has nothing to say says why.
#pragma once

#include "sim/publish/subject.hpp"

namespace triaz::publish::sections {

// Every promise of every result: a row each.
Table promises(const Subject& subject);

Section executive_summary(const Subject& subject);
Section comparison(const Subject& subject);
Section observed_against_predicted(const Subject& subject);
Section contract_rows(const Subject& subject);
Section programme(const Subject& subject);
Section architecture(const Subject& subject);
Section timeline(const Subject& subject);
Section step_log(const Subject& subject);
Section client_impact(const Subject& subject);
Section data_integrity(const Subject& subject);
Section capacity(const Subject& subject);
Section response(const Subject& subject);
Section return_to_normal(const Subject& subject);
Section deviations(const Subject& subject);
Section findings(const Subject& subject);
Section improvement_plan(const Subject& subject);
Section last_years_actions(const Subject& subject);
Section control_mapping(const Subject& subject);
Section simulation(const Subject& subject);
Section evidence_index(const Subject& subject);
Section sign_off(const Subject& subject);

}  // namespace triaz::publish::sections
