/* The launcher of the one file: options, the data directory, the processes of the engine, what is printed. */
#ifndef KEFU_LAUNCHER_H
#define KEFU_LAUNCHER_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MOST_PARTS = 8, PATH_BYTES = 4096 };

struct options {
  char data[PATH_BYTES];
  const char *listen;
  int parts;
  bool seed_demo, local;
  /* An engine beside the launcher (npm start): its command line; NULL = the file that the launcher came from. */
  char **engine;
};

struct engine {
  struct options options;
  /* where unix sockets are, a folder of the owner's alone */
  char run[80];
  char url[256];
  int listener, lock;
  pid_t pids[MOST_PARTS];
};

/* Prints and ends the launcher with status 1. */
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* data.c: folders, one launcher at a time, secrets in the environment, sessions where their part looks for them. */
void open_data(struct engine *engine);
/* True while sessions that were moved must be looked at once, so that each sets its alarm again. */
bool sessions_moved(const struct engine *engine);

/* parts.c */
void listen_at(struct engine *engine);
void start_part(struct engine *engine, int part);
int supervise(struct engine *engine);

/* house.c: the first part migrates and opens the doors; at the `first` time it seeds when asked, and all is printed. False = it did not. */
bool open_doors(const struct engine *engine, bool first);

#endif
