/** The host to ask, in a URL, for an address that was listened on: the wildcard addresses are none that can be opened. */
export const hostInUrl = (host: string): string => {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};
