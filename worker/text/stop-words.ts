/** English words that say nothing about the subject. They are left out of queries and of the index. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a an the i me my we you your it its is are was be been am do does did have has had can could will would should may might to of in on at for from with by as and or but " +
    "if so that this these those there here what when where which who how why not no don t s m ve ll re just than then too very any some get got im ive want need please hi hey " +
    "hello about into out up down off over still also our us they them their he she his her one"
  ).split(" "),
);
