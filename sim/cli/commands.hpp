// The commands: each does what its options say and gives the exit code.
#pragma once

#include "sim/cli/command.hpp"
#include "sim/cli/terminal.hpp"

namespace triaz::cli {

int execute(const RunOptions& options, const Invocation& invocation);
int execute(const TestOptions& options, const Invocation& invocation);
int execute(const ValidateOptions& options, const Invocation& invocation);
int execute(const SchemaOptions& options, const Invocation& invocation);
int execute(const ExplainOptions& options, const Invocation& invocation);
int execute(const CheckOptions& options, const Invocation& invocation);
int execute(const ClaimsOptions& options, const Invocation& invocation);
int execute(const PlanCheckOptions& options, const Invocation& invocation);
int execute(const PlanCalendarOptions& options, const Invocation& invocation);
int execute(const PlanRespondOptions& options, const Invocation& invocation);
int execute(const PlanRunOptions& options, const Invocation& invocation);
int execute(const ReportOptions& options, const Invocation& invocation);
int execute(const DiffOptions& options, const Invocation& invocation);
int execute(const EvidencePackOptions& options, const Invocation& invocation);
int execute(const EvidenceAddOptions& options, const Invocation& invocation);
int execute(const EvidenceListOptions& options, const Invocation& invocation);
int execute(const EvidenceVerifyOptions& options, const Invocation& invocation);
int execute(const ObserveImportOptions& options, const Invocation& invocation);
int execute(const LintOptions& options, const Invocation& invocation);
int execute(const ExportOptions& options, const Invocation& invocation);
int execute(const ModelCheckOptions& options, const Invocation& invocation);
int execute(const ExploreOptions& options, const Invocation& invocation);
int execute(const ShrinkOptions& options, const Invocation& invocation);
int execute(const MutateOptions& options, const Invocation& invocation);
int execute(const ToleranceOptions& options, const Invocation& invocation);
int execute(const FrontierOptions& options, const Invocation& invocation);
int execute(const VersionOptions& options, const Invocation& invocation);

}  // namespace triaz::cli
