// What every kind of item in a folder has in common: list, read, create, update, delete, delta.
#pragma once

#include "tests/graph-emulator/api/call.hpp"
#include "tests/graph-emulator/odata/query.hpp"
#include "tests/graph-emulator/odata/render.hpp"

namespace relais::emulator {

/// How one kind of item behaves.
struct ItemKind {
  const Schema& schema;
  std::string_view family;     ///< of permissions: "Contacts"
  std::string_view container;  ///< segment of its folders: "contactFolders"
  /// Puts a change into the values; a refusal may leave them in any state.
  Answer<> (*write)(Values&, const Change&, bool created);
  Folder& (*default_folder)(Mailbox&);
  PropertyWriter (*writer)(const Call&) = nullptr;
  bool since = false;  ///< may be listed by the time of the last change
};

/// `rest` follows the collection's segment; `folder` is nothing for `/users/{id}/contacts`.
/// Called with the mailbox locked.
Answer<Response> answer_items(Call& call, const ItemKind& kind, Folder* folder, Segments rest);

/// Its parts, for kinds that do more than that. All with the mailbox locked.
Answer<Response> list_items(Call& call, const ItemKind& kind, Folder* folder);
/// An item of this kind, in this folder if one is given.
Answer<Item*> find_item(Call& call, const ItemKind& kind, const Folder* folder,
                        const std::string& id);
/// The options of a request about one item.
Answer<ItemQuery> single_query(Call& call, const ItemKind& kind);
Response item_answer(const Call& call, const ItemKind& kind, const Folder* folder, const Item& item,
                     const ItemQuery& query, int status, const PropertyWriter& writer);
void add_location(Response& response, const Call& call, const Item& item);
/// To Deleted Items, or what a second DELETE is answered with.
Answer<Response> delete_item(Call& call, Item& item);
Refusal no_such_item();

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
