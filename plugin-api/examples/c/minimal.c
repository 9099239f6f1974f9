/* The smallest connector in C: it shows an item as it is, accepts every operation, and knows of
 * nothing on the other side. */
#include <relais/export.h>
#include <stdlib.h>

#define TEXT(literal) {literal, sizeof(literal) - 1}

struct relais_session {
  const relais_host *host;
};

static relais_status open_session(const relais_host *host, relais_str config, relais_str account,
                                  relais_session **session) {
  static const relais_str no_memory = TEXT("opening a session: out of memory");
  relais_session *opened = malloc(sizeof *opened);
  (void)config;
  (void)account;
  if (opened == NULL) return host->fail(host, RELAIS_ERR_INTERNAL, no_memory);
  opened->host = host;
  *session = opened;
  return RELAIS_OK;
}

static void close_session(relais_session *session) { free(session); }

static relais_status render(relais_session *session, relais_str target, relais_str item,
                            relais_str today, const relais_document_sink *sink) {
  relais_document document = {.struct_size = sizeof document,
                              .body = item,
                              .fingerprint = TEXT("always the same")};
  (void)session;
  (void)target;
  (void)today;
  return sink->document(sink->self, &document);
}

static relais_status ensure(relais_session *session, relais_str target, relais_str stored,
                            const relais_container_sink *sink) {
  (void)session;
  (void)target;
  return sink->container(sink->self, stored, 0);
}

static relais_status apply(relais_session *session, relais_str target, const relais_op *const *ops,
                           size_t count, const relais_result_sink *sink) {
  (void)target;
  for (size_t i = 0; i < count; ++i) {
    relais_result result = {.struct_size = sizeof result, .status = RELAIS_OK, .index = i};
    relais_status status;
    if (session->host->cancelled(session->host)) return RELAIS_CANCELLED;
    result.remote_id = ops[i]->action == RELAIS_OP_CREATE ? ops[i]->key : ops[i]->remote_id;
    status = sink->result(sink->self, &result);
    if (status != RELAIS_OK) return status;
  }
  return RELAIS_OK;
}

static relais_status observe(relais_session *session, relais_str target, relais_str container,
                             relais_str cursor, int32_t full, const relais_change_sink *sink) {
  (void)session;
  (void)target;
  (void)container;
  (void)cursor;
  return full ? sink->complete(sink->self) : RELAIS_OK;
}

static relais_status lookup(relais_session *session, relais_str target,
                            const relais_ref *const *refs, size_t count,
                            const relais_found_sink *sink) {
  (void)session;
  (void)target;
  (void)refs;
  for (size_t i = 0; i < count; ++i) {
    relais_found found = {.struct_size = sizeof found, .state = RELAIS_STATE_GONE, .index = i};
    relais_status status = sink->found(sink->self, &found);
    if (status != RELAIS_OK) return status;
  }
  return RELAIS_OK;
}

static const void *extension(relais_str id) {
  static const relais_export table = {.struct_size = sizeof table,
                                      .render = render,
                                      .ensure = ensure,
                                      .apply = apply,
                                      .observe = observe,
                                      .lookup = lookup};
  static const char name[] = RELAIS_EXPORT_V1;
  if (id.size != sizeof name - 1) return NULL;
  for (size_t i = 0; i < id.size; ++i)
    if (id.data[i] != name[i]) return NULL;
  return &table;
}

RELAIS_EXPORT const relais_plugin *relais_plugin_v1(void);

const relais_plugin *relais_plugin_v1(void) {
  static const relais_plugin plugin = {
      .struct_size = sizeof plugin,
      .abi_major = RELAIS_ABI_MAJOR,
      .abi_minor_min = 0,
      .manifest = TEXT("{\"id\": \"org.example.minimal\", \"name\": \"Minimal\","
                       " \"version\": \"1.0.0\", \"vendor\": \"Example\", \"addin\": \"X02\","
                       " \"exports\": [{\"kind\": \"contact\", \"targets\": [\"contacts\"]}],"
                       " \"config_schema\": {\"type\": \"object\"}}"),
      .open = open_session,
      .close = close_session,
      .extension = extension};
  return &plugin;
}
