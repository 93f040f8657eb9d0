/** What passes for an e-mail address and for a phone number where a visitor gives one: enough to catch a slip, never more than the server takes. Pure. */

export const isEmail = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text);
export const isPhone = (text: string): boolean => /^\+?[\d\s().-]{6,24}$/.test(text);
