/* Role: collect. The plugin offers messages; the engine's rules decide; the plugin fetches and marks.
 *
 * A plugin never decides what is collected and never loses a message on the way: what was offered and is
 * wanted is stored, reported as gone, or left for later, before the checkpoint that passes it. Envelopes and messages are JSON;
 * bodies, MIME and attachments are blobs (relais.blob/1).
 *
 * What a plugin reports is copied and checked: UTF-8; ids, blob names and folder names at most 1024 bytes, cursors
 * 64 KiB, envelopes and messages 4 MiB, 100 000 folders. What breaks the contract ends the call with an error that
 * names the plugin. */
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
  relais_str well_known; /* "inbox", "deleteditems", …, the same in every language; empty: the owner's own */
  relais_str kind;       /* "mail", "search" (shows what lies elsewhere); empty: "mail" */
  uint64_t item_count;   /* messages in it, without those of folders below it */
} relais_folder;

typedef struct relais_folder_sink {
  uint32_t struct_size;
  void *self;
  relais_status (*folder)(void *self, const relais_folder *folder);
} relais_folder_sink;

#define RELAIS_PURPOSE_POLL 0    /* what is new since the cursor; often, so at little cost */
#define RELAIS_PURPOSE_AUDIT 1   /* folder by folder, all of account.json's collect.since: finds what a poll lost */
#define RELAIS_PURPOSE_HISTORY 2 /* once, what lies between account.json's collect.history_from and collect.since */

#define RELAIS_VERDICT_SKIP 0
#define RELAIS_VERDICT_COLLECT 1

/* Where a call reports. Valid until the call returns; what comes later is refused. */
typedef struct relais_inbox {
  uint32_t struct_size;
  void *self;
  /* `envelope`: JSON after plugin-api/schemas/envelope.json, with the ancestry of its folder. Sets *verdict;
   * the message is fetched only on RELAIS_VERDICT_COLLECT. A message may be offered again, in this call too. */
  relais_status (*offer)(void *self, relais_str envelope, int32_t *verdict);
  /* `message`: JSON after plugin-api/schemas/message.json, of a message whose last verdict in this call was
   * RELAIS_VERDICT_COLLECT, once, in any order. When it answers RELAIS_OK the message is durable with all the blobs
   * that it names, and their names are free again. */
  relais_status (*store)(void *self, relais_str message);
  /* A message is now in another folder (`folder`: JSON, the `folder` of envelope.json), or gone (absent). To be said
   * of messages that were offered in earlier calls too, whatever their verdict; what is not known to the engine is
   * dropped. A message that has to be judged again because it moved is offered, not reported here. */
  relais_status (*moved)(void *self, relais_str remote_id, relais_str folder);
  /* After every page: all messages so far are offered, those wanted are stored, gone or left for later, and the
   * next call may begin at `cursor`. Not in `fetch`. */
  relais_status (*checkpoint)(void *self, relais_str cursor);
  /* A message that is wanted, or could not even be offered, and cannot be had now though the service is well
   * otherwise. The engine keeps its id, durable with what the call reports next, and asks for it with `fetch` until
   * it is stored, gone or not wanted. What the plugin began of it is forgotten with the call. */
  relais_status (*later)(void *self, relais_str remote_id);
} relais_inbox;

#define RELAIS_MARK_NONE 0
#define RELAIS_MARK_RECEIVED 1
#define RELAIS_MARK_ARCHIVED 2

typedef struct relais_mark {
  uint32_t struct_size;
  int32_t mark; /* RELAIS_MARK_*: instead of any other of ours */
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

  /* The folder tree, parents before children, each folder once. [session] */
  relais_status (*folders)(relais_session *session, const relais_folder_sink *sink);

  /* Offers each candidate since `cursor` (the last one of this purpose; empty: from account.json's collect). A
   * message received before is no candidate. Drafts and sent messages are. The rules are judged by the engine; the
   * plugin may push them down to save traffic, never to change the result. RELAIS_OK: there is no more for now.
   * RELAIS_ERR_RESYNC: the cursor expired. [session] */
  relais_status (*collect)(relais_session *session, int32_t purpose, relais_str cursor,
                           const relais_inbox *inbox);

  /* The same for given messages: each is offered, reported as gone, or left for later. [session] */
  relais_status (*fetch)(relais_session *session, const relais_str *remote_ids, size_t count,
                         const relais_inbox *inbox);

  /* Sets the marker of messages, one result each, in any order; the owner's own categories and flags stay. Marking
   * twice does no harm. A status other than RELAIS_OK: those not reported were not attempted. [session] */
  relais_status (*mark)(relais_session *session, const relais_mark *const *marks, size_t count,
                        const relais_mark_sink *sink);
} relais_collect;

#ifdef __cplusplus
}
#endif
#endif
