/* What the engine offers to a session: a log, a way to say why a call failed, and services by id. */
#ifndef RELAIS_HOST_H
#define RELAIS_HOST_H

#include "abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RELAIS_LOG_DEBUG 0
#define RELAIS_LOG_INFO 1
#define RELAIS_LOG_WARNING 2
#define RELAIS_LOG_ERROR 3

typedef struct relais_host relais_host;

/* Filled by the engine; valid from `open` until `close` of the session has returned. */
struct relais_host {
  uint32_t struct_size;
  uint32_t abi_minor; /* what the engine has; its major is the plugin's own */
  void *self;

  /* Writes one line. Ids and numbers only: never names, subjects, addresses, bodies, tokens.
   * [thread-safe] */
  void (*log)(const relais_host *host, int32_t level, relais_str line);

  /* Keeps `text` as the reason of the call in progress and answers `status`, so that
   * `return host->fail(host, RELAIS_ERR_CONFIG, text)` is one line. The text says what was
   * attempted, on what, what happened, and what can be done. [session] */
  relais_status (*fail)(const relais_host *host, relais_status status, relais_str text);

  /* 1 when the call in progress should end soon with RELAIS_CANCELLED, else 0. [thread-safe] */
  int32_t (*cancelled)(const relais_host *host);

  /* The table of a service (services.h) by its id, or NULL: unknown to this engine, or not named
   * in the manifest's `services`. The same pointer each time; valid as long as the host.
   * [thread-safe] */
  const void *(*service)(const relais_host *host, relais_str id);
};

#ifdef __cplusplus
}
#endif
#endif
