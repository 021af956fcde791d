#include "sim/publish/html/html_writer.hpp"

#include "sim/base/ensure.hpp"
#include "sim/base/sha256.hpp"
#include "sim/report/utf8.hpp"

namespace triaz::publish::html {
namespace {

// XML 1.0, section 2.2: Char; and no control that only confuses.
bool may_stand(char32_t code) {
    if (code < 0x20) return code == '\t' || code == '\n';
    if (code >= 0x7F && code < 0xA0) return false;
    return code != 0xFFFE && code != 0xFFFF;
}

// Marks that turn the direction of writing or hide what follows: "Trojan source".
bool reorders(char32_t code) {
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0x200E || code == 0x200F || code == 0x061C;
}

unsigned value_of(char hex) {
    return static_cast<unsigned>(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    report::for_each_code_point(text, [&](char32_t code, std::string_view bytes) {
        switch (code) {
            case '&':
                safe += "&amp;";
                return;
            case '<':
                safe += "&lt;";
                return;
            case '>':
                safe += "&gt;";
                return;
            case '"':
                safe += "&quot;";
                return;
            case '\'':
                safe += "&#39;";
                return;
            default:
                safe += may_stand(code) && !reorders(code) ? bytes : report::replacement_bytes;
        }
    });
    return safe;
}

std::string sha256_base64(std::string_view text) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::string hex = base::sha256_hex(text);
    std::string base64;
    unsigned bits = 0;
    int held = 0;
    for (const char c : hex) {
        bits = (bits << 4) | value_of(c);
        held += 4;
        if (held >= 6) {
            held -= 6;
            base64 += digits[(bits >> held) & 63];
        }
    }
    if (held > 0) base64 += digits[(bits << (6 - held)) & 63];
    while (base64.size() % 4 != 0) base64 += '=';
    return base64;
}

std::string Asset::source() const { return "'sha256-" + sha256_base64(text_) + "'"; }

void HtmlWriter::begin(Name element, const Attributes& attributes) {
    text_ += '<';
    text_ += element.view();
    for (const Attribute& attribute : attributes) {
        text_ += ' ';
        text_ += attribute.name.view();
        text_ += "=\"";
        text_ += escaped(attribute.value);
        text_ += '"';
    }
}

void HtmlWriter::open(Name element, const Attributes& attributes) {
    begin(element, attributes);
    text_ += '>';
    open_.push_back(element.view());
}

void HtmlWriter::close() {
    base::ensure(!open_.empty(), "an element is open when it is closed");
    text_ += "</";
    text_ += open_.back();
    text_ += '>';
    open_.pop_back();
}

void HtmlWriter::empty(Name element, const Attributes& attributes) {
    begin(element, attributes);
    text_ += "/>";
}

void HtmlWriter::text(std::string_view text) { text_ += escaped(text); }

void HtmlWriter::element(Name name, const Attributes& attributes, std::string_view of_element) {
    open(name, attributes);
    text(of_element);
    close();
}

void HtmlWriter::embed(Name element, const Asset& asset) {
    base::ensure(asset.text().find("</") == std::string_view::npos &&
                     asset.text().find("<!") == std::string_view::npos,
                 "style and script of ours end where their element does");
    open(element);
    text_ += asset.text();
    close();
}

std::string HtmlWriter::text() && {
    base::ensure(open_.empty(), "every element is closed");
    text_ += '\n';
    return std::move(text_);
}

}  // namespace triaz::publish::html
