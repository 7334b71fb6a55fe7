import type { IncomingHttpHeaders } from 'node:http';

/**
 * Who sits at the machine itself may read without signing in: the server listens on this machine only then, and they could read the files
 * anyway. A browser at the machine, however, runs other people's pages too, and a proxy at the machine speaks for people far away; neither
 * is the person at the machine.
 */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);

export const listensHereOnly = (host: string): boolean => LOOPBACK.has(host);

/** What a proxy writes into the requests that it passes on. */
const PASSED_ON = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const;

const isPassedOn = (headers: IncomingHttpHeaders): boolean => PASSED_ON.some((header) => headers[header] !== undefined);

export const isAtMachine = (host: string, headers: IncomingHttpHeaders): boolean =>
  listensHereOnly(host) && !isPassedOn(headers);

/**
 * False where a server on this machine is called by another name. A page of a stranger can make its own name point here (DNS rebinding) and
 * would then read as if it were ours.
 */
export const isCalledByItsName = (host: string, headers: IncomingHttpHeaders): boolean =>
  !listensHereOnly(host) || LOOPBACK.has(nameIn(headers.host)) || isPassedOn(headers);

/** False for a page of another site: browsers send the site of the page, and do not keep one from opening a WebSocket to another. */
export const isFromOwnPage = ({ origin, host }: IncomingHttpHeaders): boolean => {
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
};

const nameIn = (host: string | undefined): string => (host ?? '').replace(/:\d+$/, '').toLowerCase();
