#include "sim/cli/commands.hpp"
#include "sim/cli/report_inputs.hpp"
#include "sim/publish/document_json.hpp"
#include "sim/publish/html/page.hpp"
#include "sim/publish/markdown.hpp"

namespace triaz::cli {
namespace {

std::string rendered(const publish::Subject& subject, const ReportOptions& options) {
    const auto document = [&] { return publish::make_report(subject, options.kind); };
    switch (options.form) {
        case ReportForm::html:
            return publish::html::to_html(document());
        case ReportForm::json:
            return publish::to_json(document());
        default:
            break;
    }
    return publish::to_markdown(document());
}

}  // namespace

int execute(const ReportOptions& options, const Invocation& invocation) {
    Output output{options.output};
    const publish::Subject subject = gather(options, invocation.context().version);
    output.write(rendered(subject, options));
    return 0;
}

}  // namespace triaz::cli
