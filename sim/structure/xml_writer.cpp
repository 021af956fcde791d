#include "sim/structure/xml_writer.hpp"

#include "sim/base/ensure.hpp"

namespace triaz::structure {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? '?' : c;
        }
    }
    return out;
}

XmlWriter::XmlWriter(std::string_view prologue)
    : text_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {
    if (!prologue.empty()) text_.append(prologue).append("\n");
}

void XmlWriter::begin(std::string_view name, std::initializer_list<Attribute> attributes) {
    text_.append(2 * open_.size(), ' ').append("<").append(name);
    for (const auto& [key, value] : attributes)
        text_.append(" ").append(key).append("=\"").append(escaped(value)).append("\"");
}

void XmlWriter::open(std::string_view name, std::initializer_list<Attribute> attributes) {
    begin(name, attributes);
    text_ += ">\n";
    open_.emplace_back(name);
}

void XmlWriter::close() {
    base::ensure(!open_.empty(), "an element that is closed was opened");
    const std::string name = std::move(open_.back());
    open_.pop_back();
    text_.append(2 * open_.size(), ' ').append("</").append(name).append(">\n");
}

void XmlWriter::element(std::string_view name, std::initializer_list<Attribute> attributes) {
    begin(name, attributes);
    text_ += "/>\n";
}

void XmlWriter::element(std::string_view name, std::initializer_list<Attribute> attributes,
                        std::string_view content) {
    begin(name, attributes);
    text_.append(">").append(escaped(content)).append("</").append(name).append(">\n");
}

// Two hyphens would end it.
void XmlWriter::comment(std::string_view text) {
    std::string inside{text};
    for (std::size_t at; (at = inside.find("--")) != std::string::npos;) inside[at + 1] = ' ';
    text_.append(2 * open_.size(), ' ').append("<!-- ").append(inside).append(" -->\n");
}

std::string XmlWriter::text() && {
    base::ensure(open_.empty(), "all elements are closed");
    return std::move(text_);
}

}  // namespace triaz::structure
