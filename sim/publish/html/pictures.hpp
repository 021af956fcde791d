// Pictures as inline SVG, drawn with class names and no style of their own (reports/web/report.css
// colours them). Each says in words what it shows; its figures stand beside it as a table.
#pragma once

#include "sim/publish/document.hpp"
#include "sim/publish/html/html_writer.hpp"

namespace triaz::publish::html {

void write_chart(HtmlWriter& html, const Chart& chart);
void write_bars(HtmlWriter& html, const Bars& bars);
void write_diagram(HtmlWriter& html, const Diagram& diagram);
void write_milestones(HtmlWriter& html, const Milestones& milestones);

// The rest of the page, for the pictures to put their table in.
void write_table(HtmlWriter& html, const Table& table);

// The table of a picture, closed until it is asked for.
void write_folded_table(HtmlWriter& html, const Table& table);

}  // namespace triaz::publish::html
