/* Role: collect. The plugin offers messages; the engine's rules decide; the plugin fetches and marks. */
#ifndef RELAIS_COLLECT_H
#define RELAIS_COLLECT_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RELAIS_COLLECT_V1 "relais.collect/1"

typedef struct relais_folder {
  uint32_t struct_size;
  uint32_t hidden; /* 1: not shown to its owner */
  relais_str id;
  relais_str parent_id;  /* empty: top level */
  relais_str name;       /* as its owner sees it; no identity */
  relais_str well_known; /* "inbox", "deleteditems", …; empty: the owner's own */
  relais_str kind;       /* "mail", "search" */
  uint64_t item_count;
} relais_folder;

typedef struct relais_folder_sink {
  uint32_t struct_size;
  void *self;
  relais_status (*folder)(void *self, const relais_folder *folder);
} relais_folder_sink;

#define RELAIS_PURPOSE_POLL 0
#define RELAIS_PURPOSE_AUDIT 1
#define RELAIS_PURPOSE_HISTORY 2

#define RELAIS_VERDICT_SKIP 0
#define RELAIS_VERDICT_COLLECT 1

typedef struct relais_inbox {
  uint32_t struct_size;
  void *self;
  /* `envelope`: JSON after plugin-api/schemas/envelope.json, with the ancestry of its folder. Sets *verdict;
   * the message is fetched only on RELAIS_VERDICT_COLLECT. */
  relais_status (*offer)(void *self, relais_str envelope, int32_t *verdict);
  /* `message`: JSON after plugin-api/schemas/message.json; bodies are named blobs of relais.blob. */
  relais_status (*store)(void *self, relais_str message);
  /* A message that was reported before is now in another folder (JSON ancestry), or gone (absent). */
  relais_status (*moved)(void *self, relais_str remote_id, relais_str ancestry);
  /* After every page, as in export.h. */
  relais_status (*checkpoint)(void *self, relais_str cursor);
} relais_inbox;

#define RELAIS_MARK_NONE 0
#define RELAIS_MARK_RECEIVED 1
#define RELAIS_MARK_ARCHIVED 2

typedef struct relais_mark {
  uint32_t struct_size;
  int32_t mark; /* RELAIS_MARK_* */
  relais_str remote_id;
} relais_mark;

typedef struct relais_mark_result {
  uint32_t struct_size;
  relais_status status; /* RELAIS_ERR_NOT_FOUND: the message is gone */
  uint64_t index;       /* of the mark in the call */
  relais_str code;
  relais_str message;
  relais_str request_id;
  int64_t not_before_ms;
} relais_mark_result;

typedef struct relais_mark_sink {
  uint32_t struct_size;
  void *self;
  relais_status (*result)(void *self, const relais_mark_result *result);
} relais_mark_sink;

typedef struct relais_collect {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */

  /* The folder tree, parents before children. [session] */
  relais_status (*folders)(relais_session *session, const relais_folder_sink *sink);

  /* Offers each candidate since `cursor`. The rules are judged by the engine; the plugin may push them down to
   * save traffic, never to change the result. RELAIS_ERR_RESYNC: the cursor expired. [session] */
  relais_status (*collect)(relais_session *session, int32_t purpose, relais_str cursor,
                           const relais_inbox *inbox);

  /* The same for given messages. [session] */
  relais_status (*fetch)(relais_session *session, const relais_str *remote_ids, size_t count,
                         const relais_inbox *inbox);

  /* Sets the marker of messages, one result each; the owner's own categories and flags stay. [session] */
  relais_status (*mark)(relais_session *session, const relais_mark *const *marks, size_t count,
                        const relais_mark_sink *sink);
} relais_collect;

#ifdef __cplusplus
}
#endif
#endif
