#include "tests/graph-emulator/api/graph.hpp"

#include <fmt/format.h>

#include <ctime>
#include <random>

#include "tests/graph-emulator/api/calendars.hpp"
#include "tests/graph-emulator/api/directory.hpp"
#include "tests/graph-emulator/api/folders.hpp"
#include "tests/graph-emulator/api/mail.hpp"
#include "tests/graph-emulator/api/todo.hpp"
#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view immutable_preference = "IdType=\"ImmutableId\"";

bool prefers_immutable_ids(const Headers& headers) {
  for (const Header& field : headers.fields())
    if (same_without_case(field.name, "Prefer") &&
        field.value.find(immutable_preference) != std::string::npos)
      return true;
  return false;
}

Answer<> check_mailbox(const Call& call, std::string_view family) {
  const bool read = call.request.method == "GET";
  if (!(read ? call.may_read(family) : call.may_write(family)))
    return refuse(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
  return call.check_scope();
}

Answer<Response> route_user(Call& call, Segments rest) {
  if (rest.empty()) return get_user(call);
  if (rest[0] == "todo") return answer_todo(call, rest.subspan(1));
  if (is_mail_segment(rest[0])) return answer_mail(call, rest);
  const bool folders = rest[0] == "contactFolders";
  const bool calendars = is_calendar_segment(rest[0]);
  if (!folders && !calendars && rest[0] != "contacts") return refuse(no_such_segment(rest[0]));
  const ItemKind& kind = contact_kind();
  if (auto checked = check_mailbox(call, calendars ? "Calendars" : kind.family); !checked)
    return refuse(checked.error());
  Mailbox& mailbox = call.user->mailbox;
  const std::lock_guard lock(mailbox.mutex);
  if (calendars) return answer_calendars(call, rest);
  if (folders) return answer_folders(call, mailbox.root(), true, rest.subspan(1));
  return answer_items(call, kind, nullptr, rest.subspan(1));
}

Answer<Response> route(Call& call, Segments path) {
  if (path.empty()) return refuse(no_such_segment(""));
  if (path[0] == "users")
    return path.size() == 1 ? list_users(call) : route_user(call, path.subspan(2));
  if (path[0].starts_with("applications(") && path.size() == 1)
    return get_application(call, path[0]);
  return refuse(no_such_segment(path[0]));
}

std::string http_date(Millis now) {
  // One text per second and thread is enough.
  thread_local std::time_t last = -1;
  thread_local std::string text;
  const std::time_t at = now / 1000;
  if (at != last) {
    std::tm parts{};
    gmtime_r(&at, &parts);
    char buffer[64];
    std::strftime(buffer, sizeof buffer, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    text = buffer;
    last = at;
  }
  return text;
}

/// What happens after the effect: answers lost, cut in half or replaced.
void apply_late_faults(const FaultPlan& plan, Response& response) {
  if (plan.after) response = *plan.after;
  if (plan.truncate) response.wire = Wire::half_of_the_body;
  if (plan.cut_after) response.wire = Wire::nothing;
}

class Way {
 public:
  Way(Service& service, const Request& request, bool inner)
      : service_(service), request_(request), settings_(service.settings()), inner_(inner) {}

  Answered go() {
    auto segments = split_path(request_.path);
    const Millis now = service_.now();
    auto grant = service_.tokens.check(request_.headers.value("Authorization"), now);
    std::string user_segment;
    if (segments && segments->size() > 2 && (*segments)[1] == "users")
      user_segment = (*segments)[2];
    if (grant && !user_segment.empty())
      done_.user = service_.world.user((*grant)->tenant, user_segment);
    const std::string& mailbox = done_.user ? done_.user->id : user_segment;
    done_.entry.mailbox = mailbox;
    plan_ = service_.faults.plan(request_, mailbox, now);
    auto answered = admit(grant, now);
    if (answered) {
      service_.wait((inner_ ? 0 : settings_->latency_ms) + plan_.latency_ms);
      answered = act(segments, grant, user_segment);
    }
    if (answered) done_.response = std::move(*answered);
    finish(answered ? nullptr : &answered.error());
    return std::move(done_);
  }

 private:
  using Token = Answer<std::shared_ptr<const Grant>>;

  /// The throttle; refused requests count as well.
  Answer<Response> admit(const Token& grant, Millis now) {
    if (!grant || !done_.user) return Response{};
    const std::string& app = (*grant)->client_id;
    if (auto entered = done_.user->load.enter(app, *settings_, now); !entered)
      return refuse(entered.error());
    done_.mailbox_permit = Permit(done_.user->load, app);
    done_.entry.in_flight = done_.user->load.numbers().in_flight;
    if (settings_->app_concurrency <= 0) return Response{};
    Settings of_app = *settings_;
    of_app.mailbox_concurrency = settings_->app_concurrency;
    of_app.budget = 0;
    Load& load = service_.app_load((*grant)->tenant);
    if (auto entered = load.enter(app, of_app, now); !entered) return refuse(entered.error());
    done_.app_permit = Permit(load, app);
    return Response{};
  }

  Answer<Response> act(const std::optional<std::vector<std::string>>& segments, const Token& grant,
                       const std::string& user_segment) {
    if (plan_.cut_before) return Response{.status = 0, .wire = Wire::nothing};
    if (plan_.instead) return *plan_.instead;
    if (plan_.expire_token) {
      service_.tokens.expire(request_.headers.value("Authorization"));
      return refuse(401, "InvalidAuthenticationToken",
                    "Lifetime validation failed, the token is expired.");
    }
    if (!grant) return refuse(grant.error());
    if (!segments) return refuse(400, "BadRequest", "The path is not encoded correctly.");
    if (segments->size() == 2 && (*segments)[1] == "$batch") {
      if (inner_) return refuse(400, "BadRequest", "A batch cannot contain a batch.");
      return answer_batch(service_, request_);
    }
    Call call{service_,
              request_,
              *settings_,
              plan_,
              service_.now(),
              base_url(request_, *settings_),
              *grant,
              done_.user,
              user_segment,
              prefers_immutable_ids(request_.headers) ? IdKind::immutable_id : IdKind::mutable_id};
    return route(call, Segments(*segments).subspan(1));
  }

  void finish(const Refusal* refusal) {
    const std::string request_id = new_request_id();
    const std::string_view client_id = request_.headers.value("client-request-id");
    const Millis now = service_.now();
    if (refusal != nullptr) {
      done_.response = refusal_answer(*refusal, now, request_id, client_id);
      done_.entry.error_code = refusal->code;
    }
    apply_late_faults(plan_, done_.response);
    Headers& headers = done_.response.headers;
    headers.add("request-id", request_id);
    headers.add("client-request-id", std::string(client_id.empty() ? request_id : client_id));
    headers.add("Date", http_date(now));
    if (prefers_immutable_ids(request_.headers))
      headers.add("Preference-Applied", std::string(immutable_preference));
    headers.add("x-ms-ags-diagnostic",
                R"({"ServerInfo":{"DataCenter":"Emulator","Slice":"E","Ring":"0"}})");
  }

  Service& service_;
  const Request& request_;
  std::shared_ptr<const Settings> settings_;
  bool inner_;
  FaultPlan plan_;
  Answered done_;
};

}  // namespace

std::string new_request_id() {
  thread_local std::mt19937_64 random{std::random_device{}()};
  const std::uint64_t high = random();
  const std::uint64_t low = random();
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU,
                     high & 0xFFFU, low >> 52U, low & 0xFFFFFFFFFFFFU);
}

Answered answer_graph(Service& service, const Request& request, bool inner) {
  return Way(service, request, inner).go();
}

}  // namespace relais::emulator
