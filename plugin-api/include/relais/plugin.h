/* The one thing that a plugin exports: its descriptor. */
#ifndef RELAIS_PLUGIN_H
#define RELAIS_PLUGIN_H

#include "abi.h"
#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The plugin's own; the engine only passes it back. One session per (plugin, mailbox) and role in use. */
typedef struct relais_session relais_session;

#define RELAIS_PROBE_OK 0
#define RELAIS_PROBE_FAILED 1
#define RELAIS_PROBE_NOT_NEEDED 2
#define RELAIS_PROBE_DEGRADED 3

/* One line of a connection test. */
typedef struct relais_probe {
  uint32_t struct_size;
  int32_t outcome;       /* RELAIS_PROBE_* */
  relais_str name;       /* "contacts" */
  int32_t http_status;   /* 0: no answer */
  relais_str code;       /* the backend's code, verbatim */
  relais_str message;    /* the backend's message, verbatim */
  relais_str request_id; /* the backend's id of the request */
} relais_probe;

typedef struct relais_probe_sink {
  uint32_t struct_size;
  void *self;
  relais_status (*probe)(void *self, const relais_probe *probe);
} relais_probe_sink;

typedef struct relais_plugin {
  uint32_t struct_size;
  uint32_t abi_major;     /* RELAIS_ABI_MAJOR of the headers that the plugin was built with */
  uint32_t abi_minor_min; /* the smallest minor of an engine that it can work with */

  /* JSON (plugin-api/schemas/manifest.json). Static. [scan] */
  relais_str manifest;

  /* Opens a session for one mailbox. `config`: the plugin's own section for this entity as JSON,
   * valid against the manifest's `config_schema`, defaults filled in. `account`: JSON after
   * plugin-api/schemas/account.json (entity id, handler code, mailbox address and resolved id, time zone,
   * language, targets, base URLs). Neither holds a secret. `host` lives until `close` returns.
   * No requests yet. Errors: RELAIS_ERR_CONFIG, RELAIS_ERR_UNSUPPORTED. [session] */
  relais_status (*open)(const relais_host *host, relais_str config, relais_str account,
                        relais_session **session);

  /* Looks at each resource that the session needs, changes nothing, reports one probe each.
   * Answers RELAIS_OK when all were looked at, whatever their outcome. [session] */
  relais_status (*check)(relais_session *session, const relais_probe_sink *sink);

  /* Ends the session and frees it. Never fails. [session] */
  void (*close)(relais_session *session);

  /* The table of a role (export.h, collect.h) by its id, or NULL. Static. [scan] */
  const void *(*extension)(relais_str id);
} relais_plugin;

typedef const relais_plugin *(*relais_plugin_entry)(void);

#define RELAIS_PLUGIN_ENTRY "relais_plugin_v1"

#ifdef __cplusplus
}
#endif
#endif
