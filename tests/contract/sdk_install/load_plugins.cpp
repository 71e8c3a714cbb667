// load_plugins FOLDER: loads every plugin below the folder, as the platform does, and prints its routes.
// Ends with 1 when one cannot be loaded, or when there is none.
#include <cstdio>

#include "plugin_host/plugin_host.hpp"

int main(int count, char** words) {
  using namespace gongting::host::plugin_host;
  if (count != 2) return std::fputs("usage: load_plugins FOLDER\n", stderr), 2;
  PluginHost& host = PluginHost::make();
  host.read_catalogue(words[1]);
  bool good = !host.plugins().empty();
  for (Plugin* plugin : host.plugins()) {
    good = host.load(*plugin) && good;
    for (const Route& route : plugin->routes())
      std::printf("%s %s %s %s\n", plugin->name().c_str(), route.face.c_str(), route.method.c_str(), route.path.c_str());
  }
  host.stop();
  return good ? 0 : 1;
}
