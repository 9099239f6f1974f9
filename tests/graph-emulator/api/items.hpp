// What every kind of item in a folder has in common: list, read, create, update, delete, delta.
#pragma once

#include "tests/graph-emulator/api/call.hpp"
#include "tests/graph-emulator/odata/query.hpp"

namespace relais::emulator {

/// How one kind of item behaves.
struct ItemKind {
  const Schema& schema;
  std::string_view family;  ///< of permissions: "Contacts"
  void (*complete_created)(Values&, const Change&);
  void (*complete_updated)(Values&, const Change&);
  Folder& (*default_folder)(Mailbox&);
};

/// `rest` follows the collection's segment; `folder` is nothing for `/users/{id}/contacts`.
/// Called with the mailbox locked.
Answer<Response> answer_items(Call& call, const ItemKind& kind, Folder* folder, Segments rest);

/// One page of `.../contacts/delta`.
Answer<Response> answer_delta(Call& call, const ItemKind& kind, Folder& folder);

/// Owner and clients go through the same door: checked, completed, created.
Answer<Item*> create_item(Mailbox& mailbox, const ItemKind& kind, Folder& folder,
                          const json::object& body, Millis now);
Answer<> update_item(Mailbox& mailbox, const ItemKind& kind, Item& item, const json::object& body,
                     Millis now);

const ItemKind& contact_kind();

/// "http://host/v1.0/$metadata#users('..')/contacts"
std::string context_url(const Call& call, const ItemKind& kind, const Folder* folder,
                        const Selection& select);

}  // namespace relais::emulator
