/* The services of the host. A plugin gets those that its manifest names; the operator sees the list.
 * Every table begins with struct_size and self; all functions are [session] unless tagged. */
#ifndef RELAIS_SERVICES_H
#define RELAIS_SERVICES_H

#include "abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- relais.http/1: requests to the entity's connection ------------------------------------ */

#define RELAIS_HTTP_V1 "relais.http/1"

typedef struct relais_header {
  uint32_t struct_size;
  relais_str name;
  relais_str value;
} relais_header;

typedef struct relais_http_request {
  uint32_t struct_size;
  uint32_t idempotent; /* 1: repeating it changes nothing more; such requests are retried on 5xx and
                          broken connections. GET, PUT and DELETE usually are; PATCH of absolute
                          values is; a POST that creates is not. */
  relais_str method;   /* "GET" */
  relais_str url;      /* absolute, or relative to the connection's first base URL ("users/…") */
  const relais_header *const *headers;
  size_t header_count;
  relais_str body; /* absent: none */
  relais_str blob; /* absent: none. With relais.blob/1: name of a blob of this call that takes the body of a 2xx
                      answer as it comes (what it held before is forgotten), at most 1 GiB; other answers keep
                      their body. Only for methods that change nothing. */
} relais_http_request;

typedef struct relais_http_response {
  uint32_t struct_size;
  relais_status status; /* RELAIS_OK: an answer came, whatever its `code`. RELAIS_ERR_TRANSIENT: none,
                           and nothing was done (see not_before_ms). RELAIS_ERR_UNKNOWN_OUTCOME: sent, no
                           usable answer (of a GET: it is larger than the engine takes). RELAIS_ERR_AUTH: no
                           credentials could be had, or they were
                           refused twice. RELAIS_ERR_CONFIG: the URL is not permitted.
                           RELAIS_CANCELLED: not sent. */
  int32_t code;         /* HTTP status, 0 without an answer */
  const relais_header *const *headers; /* names in lower case */
  size_t header_count;
  relais_str body;
  relais_str error;      /* why there is no answer, for people */
  relais_str request_id; /* the other side's id of the request, for its support */
  int64_t not_before_ms; /* UTC; 0: none. When to try again */
  uint64_t body_size;    /* bytes of the body, wherever it is: in `body`, or in the request's blob, and then
                            `body` is absent */
} relais_http_response;

typedef struct relais_http {
  uint32_t struct_size;
  void *self;
  /* Sends all requests, in order, as many at a time as the manifest's `limits.in_flight` and the
   * other users of the mailbox allow, and answers when each has its outcome. Adds the credentials.
   * Waits at most 5 s for throttling; what would take longer ends with RELAIS_ERR_TRANSIENT and
   * not_before_ms. 429 is waited out for every method; 5xx and broken connections are retried only for
   * requests marked idempotent; otherwise a broken connection, a timeout and a 5xx are
   * RELAIS_ERR_UNKNOWN_OUTCOME (with `code` if there was one). Redirects are not followed.
   * Sets *responses to a list of `count` pointers in the order of the requests; they are the host's
   * and live until the next send of this session or the end of the session's call.
   * The answer is RELAIS_OK when the list is complete, RELAIS_ERR_INTERNAL otherwise. */
  relais_status (*send)(void *self, const relais_http_request *const *requests, size_t count,
                        const relais_http_response *const **responses);
} relais_http;

/* ---- relais.state/1: small values per (plugin, mailbox) ------------------------------------- */

#define RELAIS_STATE_V1 "relais.state/1"

typedef struct relais_value_sink {
  uint32_t struct_size;
  void *self;
  void (*value)(void *self, relais_str value);
} relais_value_sink;

/* Durable together with the next report or checkpoint of the call, never before; forgotten if the
 * call fails first. Keys up to 200 bytes, values up to 64 KiB. */
typedef struct relais_state {
  uint32_t struct_size;
  void *self;
  /* Calls the sink once, or answers RELAIS_ERR_NOT_FOUND. */
  relais_status (*get)(void *self, relais_str key, const relais_value_sink *sink);
  relais_status (*put)(void *self, relais_str key, relais_str value);
  relais_status (*erase)(void *self, relais_str key);
} relais_state;

/* ---- relais.blob/1: large bodies as streams --------------------------------------------------- */

#define RELAIS_BLOB_V1 "relais.blob/1"

/* A blob belongs to the call that began it, under a name that the author chooses (1 to 1024 bytes, for this
 * call only). It becomes durable with the message that names it (collect.h); what no message has named when the
 * call ends is forgotten. At most 1 GiB each, and 300 at a time. Nothing is held in memory. */
typedef struct relais_blob {
  uint32_t struct_size;
  void *self;
  /* Appends to the blob `name` of this call, which begins with its first write; `bytes` may be empty. */
  relais_status (*write)(void *self, relais_str name, relais_str bytes);
  /* Calls the sink with up to `size` bytes (at most 1 MiB) from `offset`; not at all at the end.
   * RELAIS_ERR_NOT_FOUND: this call has no such blob, or it is stored. */
  relais_status (*read)(void *self, relais_str name, uint64_t offset, uint64_t size,
                        const relais_value_sink *sink);
} relais_blob;

/* ---- relais.clock/1 ---------------------------------------------------------------------------- */

#define RELAIS_CLOCK_V1 "relais.clock/1"

typedef struct relais_clock {
  uint32_t struct_size;
  void *self;
  int64_t (*now_ms)(void *self); /* UTC, milliseconds since 1970; virtual in tests. [thread-safe] */
} relais_clock;

/* ---- relais.progress/1 --------------------------------------------------------------------------- */

#define RELAIS_PROGRESS_V1 "relais.progress/1"

typedef struct relais_progress {
  uint32_t struct_size;
  void *self;
  /* `total` 0: unknown. [thread-safe] */
  void (*set)(void *self, uint64_t done, uint64_t total);
} relais_progress;

/* ---- relais.metrics/1 ----------------------------------------------------------------------------- */

#define RELAIS_METRICS_V1 "relais.metrics/1"

typedef struct relais_metrics {
  uint32_t struct_size;
  void *self;
  /* Adds to a counter, or observes a value; the engine adds plugin, entity and mailbox ids as
   * labels. Names: lower case with underscores. [thread-safe] */
  void (*add)(void *self, relais_str name, double amount);
  void (*observe)(void *self, relais_str name, double value);
} relais_metrics;

/* ---- relais.secret/1 ------------------------------------------------------------------------------ */

#define RELAIS_SECRET_V1 "relais.secret/1"

/* The raw credential, for protocols that relais.http cannot speak. Refused unless the configuration
 * grants it to this plugin by id. */
typedef struct relais_secret {
  uint32_t struct_size;
  void *self;
  relais_status (*get)(void *self, relais_str name, const relais_value_sink *sink);
} relais_secret;

#ifdef __cplusplus
}
#endif
#endif
