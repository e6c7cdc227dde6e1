/** Whether what is read from there cannot be changed on the way: https, or http that does not leave this machine. */
export const isSafeUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  if (username !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
};

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
