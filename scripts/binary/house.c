/* Talks to the first part over its control socket: `POST /start` migrates, seeds when asked, and answers what is to be printed. */
#define _GNU_SOURCE
#include "launcher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_AGAIN_MS = 5, ANSWER_BYTES = 16384 };

/* Connected as soon as the first part listens; -1 when it has ended instead. */
static int reach(const struct engine *engine) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s/control-0.sock", engine->run);
  for (;;) {
    int there = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(there, (struct sockaddr *)&address, sizeof address) == 0) return there;
    close(there);
    siginfo_t ended = {0};
    if (waitid(P_PID, (id_t)engine->pids[0], &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid != 0) return -1;
    usleep(LOOK_AGAIN_MS * 1000);
  }
}

/* The answer's body into `body`; false when it is not 200. */
static bool post(const struct engine *engine, const char *path, char *body) {
  char request[1024], answer[ANSWER_BYTES];
  int there = reach(engine);
  if (there < 0) return *body = '\0', false;
  int length = snprintf(request, sizeof request, "POST %s HTTP/1.1\r\nhost: house\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", path);
  size_t got = 0;
  if (write(there, request, (size_t)length) == length)
    for (ssize_t piece; got < sizeof answer - 1 && (piece = read(there, answer + got, sizeof answer - 1 - got)) > 0;) got += (size_t)piece;
  answer[got] = '\0';
  close(there);
  char *found = strstr(answer, "\r\n\r\n");
  strcpy(body, found ? found + 4 : answer);
  return found && strncmp(answer, "HTTP/1.1 200", 12) == 0;
}

bool open_doors(const struct engine *engine, bool first) {
  char path[512], body[ANSWER_BYTES];
  snprintf(path, sizeof path, "/start?url=%s&seed=%d", engine->url, first && engine->options.seed_demo);
  bool well = post(engine, path, body);
  if (!well) fprintf(stderr, "kefu: %s\n", *body ? body : "the engine ended while it started");
  if (well && first) {
    printf("Kefu runs; its data is in %s\n%sready %s\n", engine->options.data, body, engine->url);
    fflush(stdout);
  }
  snprintf(path, sizeof path, "/first-minute?wake=%d", sessions_moved(engine));
  if (well && !post(engine, path, body)) fprintf(stderr, "kefu: the first minute's work failed: %s\n", body);
  return well;
}
