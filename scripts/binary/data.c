/* The data directory: its folders, the lock, the secrets, and which part keeps which sessions. */
#define _GNU_SOURCE
#include "launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_PATIENCE_MS = 5000, LOOK_AGAIN_MS = 20, LONGEST_SECRET = 256, LONGEST_SOCKET_FOLDER = 80 };
static const char SESSIONS[] = "do/kefu-CustomerSession";

static void make_folder(const char *path) {
  if (mkdir(path, 0700) != 0 && errno != EEXIST) fail("%s: %s", path, strerror(errno));
}

static void write_file(const char *path, const char *text) {
  char fresh[PATH_BYTES + 8];
  snprintf(fresh, sizeof fresh, "%s.new", path);
  int file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  size_t length = strlen(text);
  if (file < 0 || write(file, text, length) != (ssize_t)length || fsync(file) != 0 || close(file) != 0 || rename(fresh, path) != 0)
    fail("%s: %s", path, strerror(errno));
}

/* The file's text, cut at `size`; "" when there is none. */
static void read_file(const char *path, char *text, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? 0 : read(file, text, size - 1);
  text[length < 0 ? 0 : length] = '\0';
  if (file >= 0) close(file);
}

static void lock(struct engine *engine) {
  char path[PATH_BYTES];
  snprintf(path, sizeof path, "%s/lock", engine->options.data);
  /* The parts inherit it: it is free only when the last of them has ended. */
  engine->lock = open(path, O_RDWR | O_CREAT, 0600);
  for (int waited = 0; flock(engine->lock, LOCK_EX | LOCK_NB) != 0; waited += LOOK_AGAIN_MS) {
    if (errno != EWOULDBLOCK || waited >= LOCK_PATIENCE_MS) fail("%s is in use by another engine", engine->options.data);
    usleep(LOOK_AGAIN_MS * 1000);
  }
}

/* An engine that `npm start` runs on this folder takes no lock; it is known by its command line. */
static void refuse_beside_another(const char *data) {
  static char words[1 << 16];
  char path[300], wanted[PATH_BYTES];
  snprintf(wanted, sizeof wanted, "do-disk=%s/do", data);
  DIR *processes = opendir("/proc");
  if (!processes) return;
  for (struct dirent *entry; (entry = readdir(processes));) {
    if (strspn(entry->d_name, "0123456789") != strlen(entry->d_name)) continue;
    snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
    read_file(path, words, sizeof words);
    for (char *word = words; *word; word += strlen(word) + 1)
      if (strcmp(word, wanted) == 0) fail("%s is in use by another engine (process %s)", data, entry->d_name);
  }
  closedir(processes);
}

static void random_text(char *text, size_t bytes, const char *alphabet) {
  unsigned char raw[48] = {0};
  if (getrandom(raw, bytes, 0) != (ssize_t)bytes) fail("no random bytes");
  size_t out = 0;
  for (size_t at = 0; at < bytes; at += 3) {
    unsigned long group = (unsigned long)raw[at] << 16 | (unsigned long)raw[at + 1] << 8 | raw[at + 2];
    size_t present = bytes - at < 3 ? bytes - at : 3;
    for (size_t digit = 0; digit <= present; digit++) text[out++] = alphabet[group >> (18 - 6 * digit) & 63];
    for (size_t digit = present; digit < 3 && alphabet[62] == '+'; digit++) text[out++] = '=';
  }
  text[out] = '\0';
}

/* The value of a member of a flat JSON object of strings without escapes. */
static bool member(const char *json, const char *name, char *value) {
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\"", name);
  const char *at = strstr(json, quoted);
  if (!at) return false;
  at = strchr(at + strlen(quoted), '"');
  const char *end = at ? strchr(at + 1, '"') : NULL;
  if (!end || end - at > LONGEST_SECRET) return false;
  memcpy(value, at + 1, (size_t)(end - at - 1));
  value[end - at - 1] = '\0';
  return true;
}

static void open_secrets(const char *data) {
  static const char STANDARD[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static const char FOR_URLS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  static const struct { const char *name; size_t bytes; const char *alphabet; } SECRETS[] = {
      {"AUTH_SECRET", 32, FOR_URLS}, {"SECRETS_KEY", 32, STANDARD}, {"ADMIN_SECRET", 24, FOR_URLS}};
  char path[PATH_BYTES], json[8192], value[LONGEST_SECRET + 1];
  snprintf(path, sizeof path, "%s/secrets.json", data);
  read_file(path, json, sizeof json);
  if (*json == '\0') {
    char made[3][80];
    for (int at = 0; at < 3; at++) random_text(made[at], SECRETS[at].bytes, SECRETS[at].alphabet);
    snprintf(json, sizeof json, "{\"AUTH_SECRET\":\"%s\",\"SECRETS_KEY\":\"%s\",\"ADMIN_SECRET\":\"%s\"}", made[0], made[1], made[2]);
    write_file(path, json);
  }
  for (int at = 0; at < 3; at++) {
    if (!member(json, SECRETS[at].name, value)) fail("%s holds no %s", path, SECRETS[at].name);
    setenv(SECRETS[at].name, value, 0);
  }
}

static void folder_of(const char *data, int part, char *path) {
  if (part == 0) snprintf(path, PATH_BYTES, "%s", data);
  else snprintf(path, PATH_BYTES, "%s/part-%d", data, part);
}

static void make_folders(const char *data, int part) {
  static const char *const BELOW[] = {"", "/do", "/do/kefu-CustomerSession", "/d1", "/kv", "/r2", "/house"};
  char base[PATH_BYTES], path[PATH_BYTES + 32];
  folder_of(data, part, base);
  for (size_t at = 0; at < sizeof BELOW / sizeof *BELOW; at++) {
    snprintf(path, sizeof path, "%s%s", base, BELOW[at]);
    make_folder(path);
  }
}

/* Must agree with `partOf` in scripts/engine/inside/parts.ts. */
static int part_of(const char *id, int parts) {
  char head[9] = {0};
  memcpy(head, id, 8);
  return (int)(strtoul(head, NULL, 16) % (unsigned long)parts);
}

/* Moves the files of each session to the part that owns it among `parts`; the alarms' books go, see `sessions_moved`. */
static void move_sessions(const char *data, int from, int parts) {
  char base[PATH_BYTES], there[PATH_BYTES], old[PATH_BYTES * 2], new[PATH_BYTES * 2];
  folder_of(data, from, base);
  snprintf(old, sizeof old, "%s/%s", base, SESSIONS);
  DIR *folder = opendir(old);
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));) {
    snprintf(old, sizeof old, "%s/%s/%s", base, SESSIONS, entry->d_name);
    if (strncmp(entry->d_name, "metadata.sqlite", 15) == 0) unlink(old);
    if (strspn(entry->d_name, "0123456789abcdef") != 64 || part_of(entry->d_name, parts) == from) continue;
    folder_of(data, part_of(entry->d_name, parts), there);
    snprintf(new, sizeof new, "%s/%s/%s", there, SESSIONS, entry->d_name);
    if (rename(old, new) != 0) fail("%s: %s", new, strerror(errno));
  }
  closedir(folder);
}

static void share_out(const char *data, int parts) {
  char path[PATH_BYTES], waking[PATH_BYTES], before[16], now[16];
  snprintf(path, sizeof path, "%s/workers", data);
  snprintf(waking, sizeof waking, "%s/waking", data);
  read_file(path, before, sizeof before);
  snprintf(now, sizeof now, "%d\n", parts);
  if ((*before ? atoi(before) : 1) != parts) {
    /* "0" until all is moved: whoever starts after a death in between moves again, which may be repeated. */
    write_file(waking, "yes\n");
    write_file(path, "0\n");
    for (int part = 0; part < MOST_PARTS; part++) move_sessions(data, part, parts);
  }
  if (strcmp(before, now) != 0) write_file(path, now);
}

bool sessions_moved(const struct engine *engine) {
  char path[PATH_BYTES], text[8];
  snprintf(path, sizeof path, "%s/waking", engine->options.data);
  read_file(path, text, sizeof text);
  return text[0] == 'y';
}

/* Addresses of unix sockets are short: where the data's path is long, the folder is a fresh one below /tmp. */
static void make_run_folder(struct engine *engine) {
  char path[PATH_BYTES];
  snprintf(path, sizeof path, "%s/run", engine->options.data);
  if (strlen(path) < LONGEST_SOCKET_FOLDER) {
    make_folder(path);
    snprintf(engine->run, sizeof engine->run, "%.79s", path);
    return;
  }
  snprintf(engine->run, sizeof engine->run, "/tmp/kefu-XXXXXX");
  if (!mkdtemp(engine->run)) fail("%s: %s", engine->run, strerror(errno));
}

void open_data(struct engine *engine) {
  umask(077);
  make_folder(engine->options.data);
  char *whole = realpath(engine->options.data, NULL);
  if (!whole || strlen(whole) > PATH_BYTES / 2) fail("%s: %s", engine->options.data, whole ? "too long a path" : strerror(errno));
  snprintf(engine->options.data, sizeof engine->options.data, "%s", whole);
  free(whole);
  lock(engine);
  refuse_beside_another(engine->options.data);
  open_secrets(engine->options.data);
  for (int part = 0; part < engine->options.parts; part++) make_folders(engine->options.data, part);
  share_out(engine->options.data, engine->options.parts);
  make_run_folder(engine);
}
