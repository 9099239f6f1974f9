/* Role: export. The engine decides what has to be there; the plugin knows how it looks there.
 *
 * A plugin never decides, retries, waits or sees a token: it renders items into documents, applies
 * operations, reports what it observes, and finds copies by key.
 *
 * What a plugin reports is copied and checked: UTF-8; ids, keys, etags and containers at most 1024 bytes,
 * fingerprints and created_at 64, facts 16 KiB, degraded and cursors 64 KiB, bodies 4 MiB; a part is at most 64
 * of a-z 0-9 - _ . What breaks the contract ends the call with an error that names the plugin. */
#ifndef RELAIS_EXPORT_H
#define RELAIS_EXPORT_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RELAIS_EXPORT_V1 "relais.export/1"

/* ---- render ----------------------------------------------------------------------------------- */

/* The document keeps a copy right that is there already; where there is none, none is created. For what
 * has left the window in the past: its copies stay. */
#define RELAIS_DOCUMENT_KEEP 1u

/* What one part of an item should look like on the other side. */
typedef struct relais_document {
  uint32_t struct_size;
  uint32_t flags;         /* RELAIS_DOCUMENT_*, or 0 */
  relais_str part;        /* stable name of the part; empty for the only one */
  relais_str body;        /* JSON; the engine stores it and gives it back to `apply`, unread */
  relais_str fingerprint; /* "written": equal as long as `body` means the same; at most 64 bytes */
  relais_str degraded;    /* JSON array of {"field", "reason"}: what could not be shown as it is; or absent */
  relais_str revisit_on;  /* YYYY-MM-DD: render again on that date; or absent */
} relais_document;

typedef struct relais_document_sink {
  uint32_t struct_size;
  void *self;
  /* Another status than RELAIS_OK: end the call with it. */
  relais_status (*document)(void *self, const relais_document *document);
} relais_document_sink;

/* ---- ensure ----------------------------------------------------------------------------------- */

typedef struct relais_container_sink {
  uint32_t struct_size;
  void *self;
  /* `id` empty: the default container, whose id cannot be known yet. `created`: 1 if this call made it. */
  relais_status (*container)(void *self, relais_str id, int32_t created);
} relais_container_sink;

/* ---- apply ------------------------------------------------------------------------------------ */

#define RELAIS_OP_CREATE 0
#define RELAIS_OP_UPDATE 1
#define RELAIS_OP_DELETE 2

typedef struct relais_op {
  uint32_t struct_size;
  int32_t action; /* RELAIS_OP_* */
  relais_str key; /* stands inside the item, for ever */
  uint32_t incarnation;
  uint32_t verify; /* 1: the link does not come from our own create; read the item first and do nothing
                      but report RELAIS_ERR_NOT_FOUND if it does not carry `key` */
  relais_str token;       /* create: idempotency token, the same in each repetition of this create */
  relais_str container;   /* create: where; update, delete: where the item was last seen; may be empty */
  relais_str remote_id;   /* update, delete */
  relais_str etag;        /* update, delete: last one seen; may be empty */
  relais_str document;    /* create, update: the body that `render` gave */
  relais_str fingerprint; /* create, update: the written fingerprint, kept inside the item where one
                             request can change both */
  uint32_t news;       /* update: 1 if the item has changed at its source since the copy was written, 0 if
                          it is repaired or the configuration changed: facts stay as the owner set them */
  relais_str previous; /* update: the written fingerprint of the document that the copy was made from, so
                          that what has not changed can be left out; `fingerprint` itself for a repair, which
                          leaves out nothing; empty: unknown */
} relais_op;

/* The outcome of one operation. RELAIS_OK for a delete also when the item is gone already. */
typedef struct relais_result {
  uint32_t struct_size;
  relais_status status;
  uint64_t index; /* of the operation in the call */
  relais_str remote_id;
  relais_str etag;
  relais_str container;          /* where the item lies now; empty: unknown */
  relais_str remote_fingerprint; /* over the normalised owned fields as the answer shows them; empty: unknown */
  relais_str facts;              /* JSON object: what the owner may do without being repaired; or absent. A fact
                                    named like a key of the item ("done") is told to people where they differ */
  relais_str code;               /* the backend's error code, verbatim */
  relais_str message;            /* for people; no content of the item */
  relais_str request_id;
  int64_t not_before_ms; /* with RELAIS_ERR_TRANSIENT */
} relais_result;

typedef struct relais_result_sink {
  uint32_t struct_size;
  void *self;
  relais_status (*result)(void *self, const relais_result *result);
} relais_result_sink;

/* ---- observe, lookup -------------------------------------------------------------------------- */

#define RELAIS_CHANGE_UPSERT 0 /* the item is there, and alive */
#define RELAIS_CHANGE_REMOVE 1 /* it is said to be gone; a claim, which `lookup` settles */

typedef struct relais_change {
  uint32_t struct_size;
  int32_t type; /* RELAIS_CHANGE_* */
  relais_str remote_id;
  relais_str key;                 /* if seen */
  relais_str written_fingerprint; /* if seen */
  relais_str etag;
  relais_str container;
  relais_str remote_fingerprint; /* empty: unknown (a partial update) */
  relais_str facts;
} relais_change;

typedef struct relais_change_sink {
  uint32_t struct_size;
  void *self;
  relais_status (*change)(void *self, const relais_change *change);
  /* After every page: all changes so far are in, and the next call may begin at `cursor`. */
  relais_status (*checkpoint)(void *self, relais_str cursor);
  /* A listing asked for with `full` really reached its end. */
  relais_status (*complete)(void *self);
} relais_change_sink;

#define RELAIS_STATE_LIVE 0
#define RELAIS_STATE_TRASHED 1 /* its owner deleted it; it can still be read */
#define RELAIS_STATE_GONE 2

typedef struct relais_ref {
  uint32_t struct_size;
  uint32_t reserved;    /* 0 */
  relais_str key;       /* empty: by remote id only */
  relais_str remote_id; /* empty: by key only, which finds all copies that carry it */
} relais_ref;

typedef struct relais_found {
  uint32_t struct_size;
  int32_t state;  /* RELAIS_STATE_* */
  uint64_t index; /* of the ref in the call */
  relais_str remote_id;
  relais_str key; /* as the item carries it; empty: none, the item is foreign */
  relais_str written_fingerprint;
  relais_str etag;
  relais_str container;
  relais_str remote_fingerprint;
  relais_str facts;
  relais_str created_at; /* UTC timestamp, if known: which twin is the oldest */
} relais_found;

typedef struct relais_found_sink {
  uint32_t struct_size;
  void *self;
  relais_status (*found)(void *self, const relais_found *found);
} relais_found_sink;

/* ---- the table ---------------------------------------------------------------------------------- */

typedef struct relais_export {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */

  /* Pure: no I/O, no state, the same result each time. Calls the sink once per part, or not at all if
   * the item has no place on this target. `item`: JSON after plugin-api/schemas/item.<kind>.json;
   * `today`: YYYY-MM-DD in the entity's zone. RELAIS_ERR_ITEM: this item cannot be shown. [session] */
  relais_status (*render)(relais_session *session, relais_str target, relais_str item, relais_str today,
                          const relais_document_sink *sink);

  /* The container that the target needs: `stored` if it is still the right one, else one of exactly the
   * configured name, else a new one. Called during apply only. One found by name is used, never renamed
   * or deleted. [session] */
  relais_status (*ensure)(relais_session *session, relais_str target, relais_str stored,
                          const relais_container_sink *sink);

  /* Carries out the operations and reports each exactly once, in any order. A status other than
   * RELAIS_OK: those not reported were not attempted. Fields that are merged with the owner's are read
   * first and written with a precondition, and left out of requests that do not change them. [session] */
  relais_status (*apply)(relais_session *session, relais_str target, const relais_op *const *ops,
                         size_t count, const relais_result_sink *sink);

  /* Reports what changed since `cursor` (empty: from the start), or, with `full`, lists everything.
   * Foreign items may be reported; the engine drops them. RELAIS_ERR_RESYNC: the cursor expired.
   * [session] */
  relais_status (*observe)(relais_session *session, relais_str target, relais_str container,
                           relais_str cursor, int32_t full, const relais_change_sink *sink);

  /* Finds copies: settles unknown outcomes, confirms removals, finds twins. Looks into every container
   * where the owner could have put them, and answers each ref at least once (RELAIS_STATE_GONE if there is
   * none). Must not rely on a search that lags behind writes. [session] */
  relais_status (*lookup)(relais_session *session, relais_str target, const relais_ref *const *refs,
                          size_t count, const relais_found_sink *sink);

  /* Reports, with its key, every item that carries a key, in every container where the owner could have put it
   * (found.index is 0): for rebuilding a lost ledger and for purge. [session] */
  relais_status (*inventory)(relais_session *session, relais_str target, const relais_found_sink *sink);

  /* Removes a container that `ensure` created, if it is empty; else RELAIS_ERR_CONFLICT. [session] */
  relais_status (*discard)(relais_session *session, relais_str target, relais_str container);
} relais_export;

#ifdef __cplusplus
}
#endif
#endif
