#include "sim/base/text.hpp"
#include "sim/publish/charts.hpp"
#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
Section capacity(const Subject& subject) {
    Section section{"capacity", "Capacity", {}};
    section.add(Paragraph{
        "How busy the busiest service of each zone was, and the work each zone did. Survivors must "
        "carry the load without new launches: with three zones, at most two thirds of capacity "
        "before the fault."});
    const auto records = distinct(subject);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const Record& record = *records[i];
        Section part{id_of("capacity-of", i), name_of(record), {}};
        if (record.zones.empty()) {
            part.add(Absent{"The result holds no zones."});
        } else {
            part.add(utilisation_bars(record, id_of("utilisation", i)));
            if (!record.zone_series.empty())
                part.add(served_chart(record, id_of("served", i), points_for(records.size())));
        }
        section.sections.push_back(std::move(part));
    }
    return section;
}

}  // namespace triaz::publish::sections
