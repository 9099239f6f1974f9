// What a created, updated and deleted contact costs in requests.
#include <fmt/core.h>

#include "tests/bench/firm.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

class Counting {
 public:
  Counting(const Scale& scale, Report& report)
      : report_(report),
        contacts_(scale.of(400, 40)),
        firm_(make_firm(emulator_, 1, "{max_delete: {count: 100000, percent: 100}}")),
        engine_(open_engine(*firm_)) {}

  void run() {
    firm_->add_addresses("H001", 1, contacts_);
    count("created", "POST", "aim 1.00");
    firm_->sql("UPDATE address SET surname = surname || ' B'");
    count("updated", "PATCH", "aim 1.00");
    firm_->sql(
        "INSERT INTO address_contact_point(address_id, slot, type, value) "
        "SELECT id, 2, 'fax', '044 111 22 33' FROM address");
    count("updated, merged with the owner's notes", "PATCH", "2.00: own fields, then the merge");
    firm_->sql("UPDATE address SET surname = surname || ' C'");
    count("updated, its merged notes unchanged", "PATCH", "aim 1.00");
    firm_->sql("DELETE FROM address_sync_mark");
    count("deleted", "DELETE", "aim 1.00");
  }

 private:
  void count(const std::string& what, const std::string& method, const std::string& beside) {
    take_methods(*firm_);
    const auto done = actions_done(sync(*engine_));
    if (done != contacts_) throw std::runtime_error("not every contact was " + what);
    std::int64_t mutating = 0;
    auto methods = take_methods(*firm_);
    for (const auto& [name, n] : methods) mutating += name == "GET" ? 0 : n;
    if (mutating != methods[method]) throw std::runtime_error("other methods than " + method);
    report_.add("writes per contact " + what, static_cast<double>(mutating) / contacts_, "requests",
                fmt::format("{}; {} reads for {} contacts", beside, methods["GET"], contacts_));
  }

  Report& report_;
  const EmulatorProcess emulator_;
  const int contacts_;
  std::unique_ptr<testbed::Testbed> firm_;
  std::unique_ptr<sync::Engine> engine_;
};

}  // namespace

void requests(const Scale& scale, Report& report) { Counting(scale, report).run(); }

}  // namespace relais::bench
