/*
 * What runs first in the one file, before workerd's own start: a workerd that was asked to be a part of the engine (KEFU_PART is set) goes on as it
 * is; anything else becomes the launcher, whose bytes lie in the same file. Freestanding, position independent, without data that is written to.
 * scripts/binary/one-file.ts appends it to the executable and fills in the head.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/syscall.h>

struct head {
  char magic[8];
  /* from the head to workerd's own entry */
  long entry;
  /* where in the file the launcher is */
  long launcher_at, launcher_bytes;
};
__attribute__((section(".head"), used)) const struct head kefu_head = {"KEFUHEAD", 0, 0, 0};

#if defined(__x86_64__)
/* rdx holds what workerd must call at its end (the ABI's rtld_fini). */
__asm__(
    ".section .text.start,\"ax\"\n.globl kefu_start\nkefu_start:\n"
    "mov %rsp,%rdi\npush %rdx\npush %rdx\ncall kefu_choose\npop %rdx\npop %rdx\njmp *%rax\n");
static long call(long n, long a, long b, long c, long d, long e) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
__asm__(
    ".section .text.start,\"ax\"\n.globl kefu_start\nkefu_start:\n"
    "stp x0,x30,[sp,#-16]!\nadd x0,sp,#16\nbl kefu_choose\nmov x16,x0\nldp x0,x30,[sp],#16\nbr x16\n");
static long call(long n, long a, long b, long c, long d, long e) {
  register long x8 __asm__("x8") = n;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
#else
#error "Kefu's one file is made for x86-64 and arm64"
#endif

static const char part[] = "KEFU_PART=";
static const char self[] = "/proc/self/exe";
static const char name[] = "kefu";
static const char failed[] = "kefu: the launcher cannot be started (is /proc mounted, and may memory be executed?)\n";

static int is_part(const char *variable) {
  for (int at = 0; part[at]; at++)
    if (variable[at] != part[at]) return 0;
  return 1;
}

/* Returns where to go on; sp is the process's stack as the kernel made it. */
__attribute__((used)) long kefu_choose(long *sp) {
  char **argv = (char **)(sp + 1);
  char **envp = argv + sp[0] + 1;
  for (char **variable = envp; *variable; variable++)
    if (is_part(*variable)) return (long)&kefu_head + *(volatile const long *)&kefu_head.entry;

  /* Stays open: the launcher starts the parts from it, even when the file has been replaced since. */
  long file = call(SYS_openat, AT_FDCWD, (long)self, O_RDONLY, 0, 0);
  long memory = call(SYS_memfd_create, (long)name, MFD_CLOEXEC, 0, 0, 0);
  long offset = *(volatile const long *)&kefu_head.launcher_at, left = *(volatile const long *)&kefu_head.launcher_bytes;
  while (left > 0) {
    long sent = call(SYS_sendfile, memory, file, (long)&offset, left, 0);
    if (sent <= 0) break;
    left -= sent;
  }
  /* The launcher finds the file by this number. */
  call(SYS_dup3, file, 64, 0, 0, 0);
  call(SYS_execveat, memory, (long)"", (long)argv, (long)envp, AT_EMPTY_PATH);
  call(SYS_write, 2, (long)failed, sizeof failed - 1, 0, 0);
  call(SYS_exit_group, 127, 0, 0, 0, 0);
  return 0;
}
