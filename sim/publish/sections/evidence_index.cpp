#include <algorithm>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
Section evidence_index(const Subject& subject) {
    Section section{"evidence", "Evidence index", {}};
    section.add(Paragraph{
        "Every sentence of this report rests on these files; a file that has changed since has "
        "another SHA-256. `sha256sum FILE` computes it."});
    Table table{"Files and their SHA-256", {{"File"}, {"What"}, {"SHA-256"}}, {}, false};
    for (const EvidenceFile& file : subject.evidence)
        table.rows.push_back({{file.path}, {file.what}, {file.sha256}});
    std::vector<std::string> told;
    for (const Record& record : subject.records) {
        for (const Input& input : record.inputs) {
            const std::string both = input.path + input.sha256;
            if (std::ranges::find(told, both) != told.end()) continue;
            told.push_back(both);
            table.rows.push_back({{input.path}, {"input of " + name_of(record)}, {input.sha256}});
        }
    }
    for (const Record& record : subject.records)
        if (record.observed)
            for (const Observed::File& file : record.observed->files)
                table.rows.push_back(
                    {{file.path},
                     {file.what.empty() ? "captured in " + record.observed->exercise : file.what},
                     {file.sha256}});
    section.add(std::move(table));
    return section;
}

}  // namespace triaz::publish::sections
