/** The few words the loader itself needs before the chat is there. */

export interface LoaderWords {
  open: string;
  close: string;
  chat: string;
  unread: string;
  dismiss: string;
  failed: string;
  retry: string;
  contact: string;
}

const EN: LoaderWords = {
  open: "Open chat",
  close: "Close chat",
  chat: "Chat with support",
  unread: "unread",
  dismiss: "Dismiss",
  failed: "The chat cannot be loaded just now.",
  retry: "Try again",
  contact: "Contact us another way",
};
const ZH_CN: LoaderWords = {
  open: "打开客服",
  close: "关闭客服",
  chat: "在线客服",
  unread: "条未读",
  dismiss: "关闭提示",
  failed: "客服窗口暂时无法加载。",
  retry: "重试",
  contact: "其他联系方式",
};
const ZH_TW: LoaderWords = {
  open: "開啟客服",
  close: "關閉客服",
  chat: "線上客服",
  unread: "則未讀",
  dismiss: "關閉提示",
  failed: "客服視窗暫時無法載入。",
  retry: "重試",
  contact: "其他聯絡方式",
};

export function loaderWords(locale: string): LoaderWords {
  if (!/^zh\b/i.test(locale)) return EN;
  return /hant|tw|hk|mo/i.test(locale) ? ZH_TW : ZH_CN;
}
