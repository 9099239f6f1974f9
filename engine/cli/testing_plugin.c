/* An add-in over the engine's default connection; it is never asked to do anything there. */
#include "engine/plugin/fixtures/fixture.h"

PLUGIN(sizeof(relais_plugin), RELAIS_ABI_MAJOR, 0,
       MANIFEST_WITH("test.cli", "T01", " \"connection\": \"microsoft365\","))
