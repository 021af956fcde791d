#include "sim/report/complaints.hpp"

#include <algorithm>

#include "sim/report/json_writer.hpp"

namespace triaz::report {
namespace {

using Severity = scenario::Complaint::Severity;

void write_complaint(JsonWriter& json, const scenario::Complaint& complaint) {
    json.begin_object();
    json.member("severity", complaint.severity == Severity::error ? "error" : "warning");
    json.member("code", complaint.code);
    json.member("file", complaint.file);
    json.member("line", complaint.line);
    json.member("column", complaint.column);
    json.member("path", complaint.path);
    json.member("message", complaint.message);
    json.member("expected", complaint.expected);
    json.member("nearest", complaint.nearest);
    json.end_object();
}

}  // namespace

std::string to_json(const std::vector<Validated>& files) {
    JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.complaints/1.0");
    json.member("valid", std::all_of(files.begin(), files.end(), is_valid));
    json.key("files").begin_array();
    for (const Validated& file : files) {
        json.begin_object();
        json.member("file", file.file);
        json.member("valid", is_valid(file));
        json.key("complaints").begin_array();
        for (const scenario::Complaint& complaint : file.complaints)
            write_complaint(json, complaint);
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

bool is_valid(const Validated& file) {
    return std::none_of(file.complaints.begin(), file.complaints.end(), [](const auto& complaint) {
        return complaint.severity == Severity::error;
    });
}

}  // namespace triaz::report
