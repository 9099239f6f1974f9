/* relais plugin ABI, draft 1.0: the words that every other header uses.
 *
 * Rules of this ABI
 *  1. C11; fixed-width integers; no bool, no bit-fields, no enum-typed fields.
 *  2. A plugin exports one symbol, `relais_plugin_v1`, with the major version in its name.
 *  3. Every struct begins with `uint32_t struct_size`, set by the side that fills it, and grows only
 *     at its end. Value types (`relais_str`) are frozen for ever.
 *  4. The side that fills a struct allocates it; lists of structs are lists of pointers. Neither
 *     side needs the other's sizeof.
 *  5. Text is UTF-8 with a length, borrowed until the call that carried it returns. Results travel
 *     through callbacks that copy. Nobody frees the other side's memory.
 *  6. No exception, panic or longjmp crosses a call.
 *  7. What is released never changes in place: a new revision of a table gets a new id
 *     ("relais.http/2").
 *  8. An unknown status means RELAIS_ERR_INTERNAL. Enumerations that flow to plugins are not
 *     extended within a major version.
 *  9. No pointers or callbacks hidden in payloads: everything could travel through a pipe.
 *
 * Thread tags
 *  [scan]         any thread, quick, no I/O; may be called in a process of its own
 *  [session]      calls on one session never overlap, but may come from different threads
 *  [thread-safe]  any thread, at any time
 * Sessions run in parallel, so a plugin keeps no mutable globals.
 */
#ifndef RELAIS_ABI_H
#define RELAIS_ABI_H

#include <stddef.h>
#include <stdint.h>

#define RELAIS_ABI_MAJOR 1
#define RELAIS_ABI_MINOR 0
#define RELAIS_ABI_DRAFT 1 /* not frozen yet: rebuild plugins with the engine that loads them */

#ifdef __cplusplus
#define RELAIS_EXTERN_C extern "C"
extern "C" {
#else
#define RELAIS_EXTERN_C
#endif

#if defined(_WIN32)
#define RELAIS_EXPORT RELAIS_EXTERN_C __declspec(dllexport)
#else
#define RELAIS_EXPORT RELAIS_EXTERN_C __attribute__((visibility("default")))
#endif

/* UTF-8 text or bytes, not terminated. {NULL, 0} is absent; {"", 0} is empty. Frozen for ever. */
typedef struct relais_str {
  const char *data;
  size_t size;
} relais_str;

/* The caller's next step, and nothing else. */
typedef int32_t relais_status;

#define RELAIS_OK 0
#define RELAIS_CANCELLED 1           /* stop was asked for; what was not done was not done */
#define RELAIS_ERR_CONFIG 2          /* the configuration is wrong: a person must mend it */
#define RELAIS_ERR_AUTH 3            /* the credentials are refused */
#define RELAIS_ERR_FORBIDDEN 4       /* the credentials are good, a permission is missing */
#define RELAIS_ERR_NOT_FOUND 5       /* the thing addressed is not there */
#define RELAIS_ERR_CONFLICT 6        /* changed in between: read again, then try again */
#define RELAIS_ERR_RESYNC 7          /* the cursor expired: list again from the start */
#define RELAIS_ERR_ITEM 8            /* this item is refused, others may pass */
#define RELAIS_ERR_TRANSIENT 9       /* try later, see not_before */
#define RELAIS_ERR_UNKNOWN_OUTCOME 10 /* sent, but the answer never came: it may have been done */
#define RELAIS_ERR_UNSUPPORTED 11    /* this side cannot do that at all */
#define RELAIS_ERR_INTERNAL 12       /* a bug */

/* Whether `field` of `*ptr` exists on the side that filled it, and is not null.
 * For pointer fields only; a grown struct's other fields are guarded by RELAIS_REACHES. */
#define RELAIS_REACHES(ptr, type, field) \
  ((ptr)->struct_size >= offsetof(type, field) + sizeof((ptr)->field))
#define RELAIS_HAS(ptr, type, field) (RELAIS_REACHES(ptr, type, field) && (ptr)->field != NULL)

#ifdef __cplusplus
}
#endif
#endif
