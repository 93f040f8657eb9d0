/* The processes of the engine: all take connections from one listening socket; one that ends is started again. */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OWN_FILE = 64, BACKLOG = 1024, STOP_PATIENCE_S = 8, REST_AFTER_DEATH_MS = 200, MOST_ARGUMENTS = 64 };

static const char *const FOLDERS[] = {"do", "d1", "kv", "r2", "house"};

void listen_at(struct engine *engine) {
  char address[256], *host = address, *port;
  snprintf(address, sizeof address, "%s%s", strpbrk(engine->options.listen, ":.") ? "" : "127.0.0.1:", engine->options.listen);
  port = strrchr(address, ':');
  if (!port) fail("--listen takes host:port, not %s", engine->options.listen);
  *port++ = '\0';
  if (*host == '[' && host[strlen(host) - 1] == ']') host[strlen(host) - 1] = '\0', host++;
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *found;
  int trouble = getaddrinfo(*host ? host : NULL, port, &hints, &found);
  if (trouble != 0) fail("%s: %s", engine->options.listen, gai_strerror(trouble));
  engine->listener = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int yes = 1;
  setsockopt(engine->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(engine->listener, found->ai_addr, found->ai_addrlen) != 0 || listen(engine->listener, BACKLOG) != 0)
    fail("%s: %s", engine->options.listen, strerror(errno));
  freeaddrinfo(found);
  struct sockaddr_storage bound;
  socklen_t length = sizeof bound;
  char shown_host[64], shown_port[16];
  getsockname(engine->listener, (struct sockaddr *)&bound, &length);
  getnameinfo((struct sockaddr *)&bound, length, shown_host, sizeof shown_host, shown_port, sizeof shown_port, NI_NUMERICHOST | NI_NUMERICSERV);
  if (strcmp(shown_host, "0.0.0.0") == 0 || strcmp(shown_host, "::") == 0) strcpy(shown_host, "127.0.0.1");
  bool six = strchr(shown_host, ':') != NULL;
  snprintf(engine->url, sizeof engine->url, "http://%s%s%s:%s", six ? "[" : "", shown_host, six ? "]" : "", shown_port);
}

/* Arguments of a part; they live as long as the process that is started with them. */
struct arguments {
  char *list[MOST_ARGUMENTS];
  int count;
};
static void add(struct arguments *arguments, const char *flag, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void add(struct arguments *arguments, const char *flag, const char *format, ...) {
  char *text;
  __builtin_va_list list;
  __builtin_va_start(list, format);
  if (vasprintf(&text, format, list) < 0) _exit(1);
  __builtin_va_end(list);
  if (flag) arguments->list[arguments->count++] = (char *)flag;
  arguments->list[arguments->count++] = text;
}

static void become(struct engine *engine, int part) {
  struct arguments arguments = {.count = 0};
  const struct options *options = &engine->options;
  for (char **word = options->engine; word && *word; word++) add(&arguments, NULL, "%s", *word);
  if (!options->engine) add(&arguments, NULL, "kefu");
  add(&arguments, "-S", "http=%d", engine->listener);
  add(&arguments, "-s", "peer=unix:%s/%d.sock", engine->run, part);
  add(&arguments, "-s", "control=unix:%s/control-%d.sock", engine->run, part);
  for (int peer = 0; peer < options->parts; peer++) add(&arguments, "-e", "peer-%d=unix:%s/%d.sock", peer, engine->run, peer);
  for (size_t at = 0; at < sizeof FOLDERS / sizeof *FOLDERS; at++) {
    if (part == 0) add(&arguments, "-d", "%s-disk=%s/%s", FOLDERS[at], options->data, FOLDERS[at]);
    else add(&arguments, "-d", "%s-disk=%s/part-%d/%s", FOLDERS[at], options->data, part, FOLDERS[at]);
  }
  add(&arguments, "-d", "data-disk=%s", options->data);
  if (options->engine) execv(options->engine[0], arguments.list);
  else syscall(SYS_execveat, OWN_FILE, "", arguments.list, environ, 0x1000 /* AT_EMPTY_PATH */);
  perror("kefu: the engine cannot be started");
  _exit(127);
}

void start_part(struct engine *engine, int part) {
  char path[128], number[16];
  snprintf(path, sizeof path, "%s/%d.sock", engine->run, part);
  unlink(path);
  snprintf(path, sizeof path, "%s/control-%d.sock", engine->run, part);
  unlink(path);
  pid_t launcher = getpid();
  pid_t pid = fork();
  if (pid < 0) fail("no process: %s", strerror(errno));
  if (pid > 0) {
    engine->pids[part] = pid;
    return;
  }
  /* A part never outlives its launcher. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != launcher) _exit(1);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  fcntl(OWN_FILE, F_SETFD, FD_CLOEXEC);
  snprintf(number, sizeof number, "%d", part);
  setenv("KEFU_PART", number, 1);
  snprintf(number, sizeof number, "%d", engine->options.parts);
  setenv("KEFU_PARTS", number, 1);
  setenv("LOCAL_MODE", engine->options.local ? "1" : "0", 1);
  become(engine, part);
}

static void to_all(const struct engine *engine, int signal_number) {
  for (int part = 0; part < engine->options.parts; part++)
    if (engine->pids[part] > 0) kill(engine->pids[part], signal_number);
}

static int stop(struct engine *engine, const sigset_t *signals) {
  struct timespec patience = {.tv_sec = STOP_PATIENCE_S};
  to_all(engine, SIGTERM);
  for (;;) {
    int left = 0;
    for (int part = 0; part < engine->options.parts; part++) {
      if (engine->pids[part] > 0 && waitpid(engine->pids[part], NULL, WNOHANG) == engine->pids[part]) engine->pids[part] = 0;
      left += engine->pids[part] > 0;
    }
    if (left == 0) return 0;
    if (sigtimedwait(signals, NULL, &patience) < 0 && errno == EAGAIN) to_all(engine, SIGKILL);
  }
}

static void revive(struct engine *engine) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    for (int part = 0; part < engine->options.parts; part++) {
      if (engine->pids[part] != pid) continue;
      fprintf(stderr, "kefu: part %d ended (%s %d) and is started again\n", part, WIFSIGNALED(status) ? "signal" : "status",
              WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
      usleep(REST_AFTER_DEATH_MS * 1000);
      start_part(engine, part);
      if (part == 0) open_doors(engine, false);
    }
  }
}

int supervise(struct engine *engine) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGCHLD);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  /* What ended before the signals were held back. */
  revive(engine);
  for (;;) {
    int got = sigwaitinfo(&signals, NULL);
    if (got == SIGCHLD) revive(engine);
    else if (got > 0) return stop(engine, &signals);
  }
}
