// Writes HTML, element by element, well-formed as XML but for style and script. There is no way
// past the escaping: names of elements and attributes are literals of ours, checked when they are
// compiled; text and values from anywhere are escaped; style and script come from the program
// itself, as an `Asset`.
//
// Requires: every element closed before `text`.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace triaz::publish::html {

// The name of an element or an attribute: small letters, digits and dashes (and the capitals of
// SVG's viewBox). Anything but a literal does not compile.
class Name {
public:
    consteval Name(const char* name) : name_(name) {  // implicit: literals are names
        if (name_.empty()) throw "a name has letters";
        for (const char c : name_)
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-'))
                throw "a name has letters, digits and dashes alone";
    }
    std::string_view view() const { return name_; }

private:
    std::string_view name_;
};

struct Attribute {
    Name name;
    std::string value;
};

// Style or script of ours, embedded when the program was built (reports/web).
class Asset {
public:
    static Asset style();
    static Asset script();
    std::string_view text() const { return text_; }
    // As a content security policy names it: "'sha256-...'".
    std::string source() const;

private:
    explicit Asset(std::string_view text) : text_(text) {}
    std::string_view text_;
};

class HtmlWriter {
public:
    using Attributes = std::vector<Attribute>;

    void open(Name element, const Attributes& attributes = {});
    void close();
    // An element that is empty, such as a line of a picture.
    void empty(Name element, const Attributes& attributes = {});
    void text(std::string_view text);
    // An element with text alone.
    void element(Name name, const Attributes& attributes, std::string_view text);
    void element(Name name, std::string_view text) { element(name, {}, text); }
    // <style> or <script>, whole.
    void embed(Name element, const Asset& asset);
    // Only where white space means nothing.
    void line_break() { text_ += '\n'; }

    std::string text() &&;

private:
    void begin(Name element, const Attributes& attributes);

    std::string text_ = "<!DOCTYPE html>\n";
    std::vector<std::string_view> open_;
};

// Text that may stand between tags and in double quotes, whatever it was: what is no UTF-8 or may
// not stand in XML becomes U+FFFD, marks that reorder what follows them are shown as such.
std::string escaped(std::string_view text);

// Base64 of RFC 4648 of the SHA-256 of `text`.
std::string sha256_base64(std::string_view text);

}  // namespace triaz::publish::html
