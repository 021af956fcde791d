// Writes XML text, element by element: indented, attributes escaped, the same bytes everywhere.
// Requires: names are XML names; every element closed before `text`.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace triaz::structure {

class XmlWriter {
public:
    using Attribute = std::pair<std::string_view, std::string_view>;

    // What stands before the root: a document type, say.
    explicit XmlWriter(std::string_view prologue = {});

    void open(std::string_view name, std::initializer_list<Attribute> attributes = {});
    void close();
    void element(std::string_view name, std::initializer_list<Attribute> attributes = {});
    void element(std::string_view name, std::initializer_list<Attribute> attributes,
                 std::string_view content);
    void comment(std::string_view text);

    std::string text() &&;

private:
    void begin(std::string_view name, std::initializer_list<Attribute> attributes);

    std::string text_;
    std::vector<std::string> open_;
};

// With entities for what XML keeps for itself, and '?' for what it does not allow.
std::string escaped(std::string_view text);

}  // namespace triaz::structure
