#include "engine/plugin/scan_answer.hpp"

#include "engine/base/json.hpp"
#include "engine/base/text.hpp"

namespace relais::plugin {
namespace {

constexpr std::size_t max_line = 4 * 1024 * 1024;

Result<Inspection> inspection_of(const json::object& ok) {
  const json::value* abi = ok.if_contains("abi");
  if (!abi || !abi->is_array() || abi->get_array().size() != 2)
    return fail(Errc::internal, "no versions");
  boost::system::error_code first;
  boost::system::error_code second;
  const auto major = abi->at(0).to_number<std::uint32_t>(first);
  const auto minor = abi->at(1).to_number<std::uint32_t>(second);
  if (first || second) return fail(Errc::internal, "no versions");
  return Inspection{major, minor, std::string(string_at(ok, "manifest"))};
}

}  // namespace

std::string phase_line(std::string_view phase) {
  return json::serialize(json::object{{"phase", phase}}) + "\n";
}

std::string answer_line(const Result<Inspection>& inspection) {
  json::object line;
  if (inspection) {
    line["ok"] = {{"abi", {inspection->abi_major, inspection->abi_minor_min}},
                  {"manifest", inspection->manifest}};
  } else {
    line["refused"] = {{"text", normalise_line(inspection.error().text)},
                       {"hint", normalise_line(inspection.error().hint)}};
  }
  return json::serialize(line) + "\n";
}

void ScanAnswer::add(std::string_view bytes) {
  rest_ += bytes;
  std::size_t from = 0;
  for (std::size_t end = rest_.find('\n'); end != std::string::npos && !garbage_ && !finished_;
       end = rest_.find('\n', from)) {
    take(std::string_view(rest_).substr(from, end - from));
    from = end + 1;
  }
  rest_.erase(0, from);
  if (rest_.size() > max_line) garbage_ = true;
}

void ScanAnswer::take(std::string_view line) {
  const Result<json::value> value = parse_json(line, "the answer of the scan");
  if (!value || !value->is_object() || value->get_object().size() != 1) {
    garbage_ = true;
    return;
  }
  const json::object& object = value->get_object();
  const json::value& content = object.begin()->value();
  const std::string_view word = object.begin()->key();
  if (word == "phase" && content.is_string()) {
    phase_ = normalise_line(content.get_string());
  } else if (word == "ok" && content.is_object()) {
    inspection_ = inspection_of(content.get_object());
    finished_ = inspection_.has_value();
    garbage_ = !finished_;
  } else if (word == "refused" && content.is_object()) {
    inspection_ = fail(Errc::refused, std::string(string_at(content.get_object(), "text")),
                       std::string(string_at(content.get_object(), "hint")));
    finished_ = true;
  } else {
    garbage_ = true;
  }
}

}  // namespace relais::plugin
