// A report before it has a form: sections of blocks, which the writers of HTML, Markdown and JSON
// each put into their own. Whatever is in it came from outside and is text, never markup.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/run/architecture.hpp"

namespace triaz::publish {

enum class Tone : std::uint8_t { plain, good, bad, unsure, quiet };
std::string_view name_of(Tone tone);  // "good"

// A cell of a table. A badge is a verdict or a state: a word in a frame, never colour alone.
struct Cell {
    std::string text;
    Tone tone = Tone::plain;
    bool badge = false;
};
Cell badge(std::string text, Tone tone);

struct Paragraph {
    std::string text;
};

// Why there is nothing to say. Honest reports have these.
struct Absent {
    std::string why;
};

struct Items {
    std::vector<std::string> items;
};

// Commands to copy.
struct Commands {
    std::vector<std::string> lines;
};

// Names and their values.
struct Facts {
    struct Fact {
        std::string name;
        Cell value;
    };
    std::vector<Fact> facts;
};

// The few figures that matter, to be read from afar.
struct Headlines {
    struct Headline {
        std::string name;
        std::string value;
        std::string note;
        Tone tone = Tone::plain;
    };
    std::vector<Headline> headlines;
};

struct Table {
    enum class Align : std::uint8_t { left, right };
    struct Column {
        std::string name;
        Align align = Align::left;
    };
    std::string caption;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;  // as many cells as columns
    bool folded = false;                  // long, and closed until it is asked for
};

// Curves over simulated seconds, with windows shaded behind them and the same figures as a table.
struct Chart {
    enum class Unit : std::uint8_t { share, seconds, count };
    struct Point {
        double t = 0;
        std::optional<double> value;  // nothing: a gap in the curve
    };
    struct Curve {
        std::string name;
        std::vector<Point> points;
    };
    enum class Window : std::uint8_t { fault, recovery, degraded };
    struct Band {
        Window window = Window::fault;
        double from = 0;
        double to = 0;
        std::string what;
    };
    std::string id;  // unique in the document, letters, digits and dashes
    std::string title;
    std::string description;  // what is to be seen, for those who do not look
    Unit unit = Unit::count;
    double from = 0;
    double to = 0;
    std::vector<Curve> curves;
    std::vector<Band> bands;
    Table table;
};
std::string_view name_of(Chart::Window window);  // "fault"
std::string_view name_of(Chart::Unit unit);      // "share"

// Bars of a share from 0 to 1, one or two beside each other.
struct Bars {
    struct Bar {
        std::string name;
        std::optional<double> before;
        std::optional<double> after;
    };
    std::string id;
    std::string title;
    std::string description;
    std::vector<Bar> bars;
    Table table;
};

// Zones as columns, tiers as rows, and what was struck.
struct Diagram {
    std::string id;
    std::string description;
    run::Architecture architecture;
    std::vector<std::string> struck;  // in words: "zone a"
    Table table;
};

// T0 to T7 of one fault.
struct Milestones {
    std::string id;
    std::string fault;
    std::array<std::optional<double>, 8> t;
    bool held = false;  // service never fell below its minimum, so T5 is no return
};
// "struck", "felt", ...; what each means.
std::string_view word_of_milestone(std::size_t i);
std::string_view meaning_of_milestone(std::size_t i);

using Block = std::variant<Paragraph, Absent, Items, Commands, Facts, Headlines, Table, Chart, Bars,
                           Diagram, Milestones>;

struct Section {
    std::string id;  // letters, digits and dashes, unique in the document
    std::string title;
    std::vector<Block> blocks;
    std::vector<Section> sections = {};  // which have none themselves

    void add(Block block) { blocks.push_back(std::move(block)); }
};

struct Document {
    std::string kind;  // "rehearsal"
    std::string title;
    std::string subtitle;
    std::string evidence_class;        // "simulation"
    std::vector<Facts::Fact> control;  // who, which version, of when: the cover
    std::vector<Section> sections;
};

}  // namespace triaz::publish
