// Judges claims that some clients are not harmed by what happens to, or is done by, others: by a
// lost line of some customers, by a tenant that floods the service.
#pragma once

#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

Finding judge_customer_link_loss(const CustomerLinkLoss& claim,
                                 const std::vector<Sometimes>& sometimes,
                                 const measure::Evidence& evidence);

Finding judge_tenant_isolation(const TenantIsolation& claim,
                               const std::vector<Sometimes>& sometimes,
                               const measure::Evidence& evidence);

}  // namespace triaz::check
