/* Reads the options, opens the data, starts the parts of the engine and looks after them until it is told to stop. */
#define _GNU_SOURCE
#include "launcher.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

static const char HELP[] =
    "Kefu, the customer-service engine, in one file.\n\n"
    "  kefu [--data DIR] [--listen ADDR] [--workers N] [--seed-demo] [--local]\n\n"
    "  --data DIR      where everything is kept (DATA_DIR; .data). One engine per directory\n"
    "  --listen ADDR   host:port, or a port on 127.0.0.1 (PORT; 127.0.0.1:8787); port 0 = any free one\n"
    "  --workers N     processes, 1 to 8 (1): each owns the sessions of its customers; about one per core.\n"
    "                  May be changed between starts: sessions are moved. Beyond one machine deploy to Cloudflare\n"
    "  --seed-demo     a demo shop; its sign-ins and key are printed and kept in DIR/demo.json; implies --local\n"
    "  --local         for trying out: calls loopback addresses and takes plain http\n"
    "  --help, --version\n\n"
    "Secrets are made once and kept in DIR/secrets.json; AUTH_SECRET, SECRETS_KEY and ADMIN_SECRET in the environment come first.\n"
    "PUBLIC_ORIGIN is the https address under which platforms reach it. Put a server that ends TLS in front.\n"
    "SIGTERM and SIGINT stop it; being killed loses nothing that was acknowledged.\n";

void fail(const char *format, ...) {
  va_list list;
  va_start(list, format);
  fputs("kefu: ", stderr);
  vfprintf(stderr, format, list);
  fputc('\n', stderr);
  va_end(list);
  exit(1);
}

static const char *value_of(int *at, int argc, char **argv, const char *name) {
  size_t length = strlen(name);
  if (strncmp(argv[*at], name, length) != 0) return NULL;
  if (argv[*at][length] == '=') return argv[*at] + length + 1;
  if (argv[*at][length] != '\0') return NULL;
  if (++*at >= argc) fail("%s needs a value; see --help", name);
  return argv[*at];
}

static void read_options(struct options *options, int argc, char **argv) {
  const char *data = getenv("DATA_DIR"), *given;
  options->listen = getenv("PORT");
  options->parts = 1;
  for (int at = 1; at < argc; at++) {
    if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) fputs(HELP, stdout), exit(0);
    if (strcmp(argv[at], "--version") == 0) puts(KEFU_VERSION), exit(0);
    if (strcmp(argv[at], "--seed-demo") == 0) options->seed_demo = options->local = true;
    else if (strcmp(argv[at], "--local") == 0) options->local = true;
    else if ((given = value_of(&at, argc, argv, "--data"))) data = given;
    else if ((given = value_of(&at, argc, argv, "--listen"))) options->listen = given;
    else if ((given = value_of(&at, argc, argv, "--workers"))) {
      char *end;
      long parts = strtol(given, &end, 10);
      if (*end != '\0' || parts < 1 || parts > MOST_PARTS) fail("--workers takes 1 to %d, not %s", MOST_PARTS, given);
      options->parts = (int)parts;
    } else if (strcmp(argv[at], "--") == 0 && at + 1 < argc) {
      options->engine = argv + at + 1;
      break;
    } else {
      fprintf(stderr, "kefu: no such option: %s\n\n%s", argv[at], HELP);
      exit(2);
    }
  }
  if (snprintf(options->data, sizeof options->data, "%s", data && *data ? data : ".data") > PATH_BYTES / 2) fail("the path of the data is too long");
  if (!options->listen || !*options->listen) options->listen = "127.0.0.1:8787";
}

int main(int argc, char **argv) {
  static struct engine engine;
  read_options(&engine.options, argc, argv);
  /* Who started an engine of its own looks after it: when that process dies, nobody else would end this one. */
  if (engine.options.engine) prctl(PR_SET_PDEATHSIG, SIGKILL);
  open_data(&engine);
  listen_at(&engine);
  for (int part = 0; part < engine.options.parts; part++) start_part(&engine, part);
  if (!open_doors(&engine, true)) fail("the engine did not start");
  return supervise(&engine);
}
