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

bool open_doors(const struct engine *engine, bool loud) {
  char request[512], answer[ANSWER_BYTES];
  int there = reach(engine);
  if (there < 0) return false;
  int length = snprintf(request, sizeof request, "POST /start?url=%s&seed=%d&wake=%d HTTP/1.1\r\nhost: house\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                        engine->url, engine->options.seed_demo && loud, sessions_moved(engine));
  if (write(there, request, (size_t)length) != length) return close(there), false;
  size_t got = 0;
  for (ssize_t piece; got < sizeof answer - 1 && (piece = read(there, answer + got, sizeof answer - 1 - got)) > 0;) got += (size_t)piece;
  answer[got] = '\0';
  close(there);
  char *body = strstr(answer, "\r\n\r\n");
  bool well = strncmp(answer, "HTTP/1.1 200", 12) == 0 && body;
  if (loud || !well) {
    printf(well ? "Kefu runs; its data is in %s\n" : "", engine->options.data);
    fputs(body ? body + 4 : answer, well ? stdout : stderr);
  }
  return well;
}
