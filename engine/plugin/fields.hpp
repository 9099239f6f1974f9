// Members of a JSON object that a plugin reports, each with its type: what is wrong is in the
// intake.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/clock.hpp"
#include "engine/base/json.hpp"
#include "engine/plugin/intake.hpp"

namespace relais::plugin {

class Fields {
 public:
  /// `where` stands in front of a member's name in problems: "to.", or empty. Both outlive it.
  Fields(const json::object& object, std::string where, Intake& intake)
      : object_(object), where_(std::move(where)), intake_(intake) {}

  bool has(std::string_view key) const { return object_.contains(key); }
  Intake& intake() const { return intake_; }
  std::string path(std::string_view key) const { return where_ + std::string(key); }
  void require(bool kept, std::string_view key, std::string_view problem) const {
    if (!kept) intake_.require(false, path(key), problem);
  }

  /// An absent member is no value.
  std::optional<std::string> text(std::string_view key) const;
  std::optional<bool> boolean(std::string_view key) const;
  /// Not negative.
  std::optional<std::int64_t> number(std::string_view key) const;
  std::optional<Millis> instant(std::string_view key) const;
  /// 1 to 1024 bytes without control characters.
  std::optional<std::string> id(std::string_view key) const;
  std::string required_id(std::string_view key) const;
  std::string one_of(std::string_view key, std::initializer_list<std::string_view> words) const;

  /// Calls `take` with the members of the object at `key`. False: absent, or no object.
  bool object(std::string_view key, const std::function<void(const Fields&)>& take) const;
  /// Calls `take` with each object, or each text, of the array at `key`. False: absent, or no
  /// array.
  bool objects(std::string_view key, const std::function<void(const Fields&)>& take) const;
  bool texts(std::string_view key, const std::function<void(std::string)>& take) const;

 private:
  bool each(std::string_view key, const std::function<void(const json::value&)>& take) const;

  const json::object& object_;
  std::string where_;
  Intake& intake_;
};

}  // namespace relais::plugin
