#include <cstdlib>
#include <fstream>

#include "sim/cli/commands.hpp"
#include "sim/cli/print_pdf.hpp"
#include "sim/cli/report_inputs.hpp"
#include "sim/publish/document_json.hpp"
#include "sim/publish/for_tools.hpp"
#include "sim/publish/html/page.hpp"
#include "sim/publish/markdown.hpp"

namespace triaz::cli {
namespace {

std::string rendered(const publish::Subject& subject, const ReportOptions& options) {
    const auto document = [&] { return publish::make_report(subject, options.kind); };
    switch (options.form) {
        case ReportForm::html:
            return publish::html::to_html(document());
        case ReportForm::pdf:
            return print_pdf(publish::html::to_html(document()));
        case ReportForm::markdown:
            return publish::to_markdown(document());
        case ReportForm::json:
            return publish::to_json(document());
        case ReportForm::trace:
            return publish::to_trace(subject.records);
        case ReportForm::sarif:
            return publish::to_sarif(subject.records, subject.version);
        case ReportForm::junit:
            return publish::to_junit(subject.records);
        case ReportForm::csv:
            return publish::to_csv(subject.records);
        case ReportForm::github:
            return publish::to_annotations(subject.records);
    }
    return {};
}

}  // namespace

void add_step_summary(const publish::Subject& subject) {
    const char* const path = std::getenv("GITHUB_STEP_SUMMARY");
    if (path == nullptr || *path == '\0') return;
    std::ofstream file{path, std::ios::app | std::ios::binary};
    file << publish::to_markdown(publish::make_report(subject, publish::ReportKind::summary))
         << "\n";
    if (!file.flush()) throw Failure(ExitCode::io, std::string{"cannot write "} + path);
}

int execute(const ReportOptions& options, const Invocation& invocation) {
    Output output{options.output};
    const publish::Subject subject = gather(options, invocation.context().version);
    output.write(rendered(subject, options));
    if (options.form == ReportForm::github) add_step_summary(subject);
    return 0;
}

}  // namespace triaz::cli
