// Reading the documents of the control interface.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "tests/graph-emulator/control/interface.hpp"

namespace relais::emulator {

/// An unknown key is an error: a misspelt one would make a test prove nothing.
Result<> only_keys(const json::object& object, std::initializer_list<std::string_view> known,
                   std::string_view what);
const json::array& array_at(const json::object& object, std::string_view key);
std::vector<std::string> strings_at(const json::object& object, std::string_view key);
bool bool_at(const json::object& object, std::string_view key);
std::int64_t int_at(const json::object& object, std::string_view key, std::int64_t otherwise);

/// What an action sets: its "set", or nothing.
const json::object& set_of(const json::object& action);
/// Takes over "hidden", the owner's own data that no Graph request can see or lose.
void set_hidden(json::object& owner, const json::object& action);
json::object ids_of(const Item& item);
Error error_of(const Refusal& refusal);

/// The object in the text `pattern`, with the number for each {n}.
json::object numbered(const std::string& pattern, std::int64_t number);

Result<> seed_tenant(Service& service, const json::object& object);
Result<> seed_app(Service& service, const std::string& tenant, const json::object& object);
Result<> seed_user(Service& service, const std::string& tenant, const json::object& object);

}  // namespace relais::emulator
