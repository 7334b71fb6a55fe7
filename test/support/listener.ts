/**
 * Somebody who listens to a subscription over a WebSocket, in the words of graphql-transport-ws, spoken by the runtime's own client.
 */
export interface Listener {
  /** What has been told so far. */
  readonly told: readonly unknown[];
  readonly errors: readonly unknown[];
  /** Resolves when so many things have been told. */
  hears(count: number): Promise<readonly unknown[]>;
  /** Resolves with the close code when the server has ended the connection or the subscription. */
  readonly ended: Promise<number>;
  /** Ends the subscription and keeps the connection. */
  stop(): void;
  close(): Promise<void>;
}

export interface Listening {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** What the first message says. */
  readonly says?: Readonly<Record<string, unknown>>;
}

/** Connects, signs in where a token is given, subscribes; resolves when the server has taken the subscription or said no. */
export const listen = async (url: string, { query, variables = {}, says = {} }: Listening): Promise<Listener> => {
  const socket = new WebSocket(url.replace(/^http/, 'ws') + '/graphql', 'graphql-transport-ws');
  const told: unknown[] = [];
  const errors: unknown[] = [];
  const wakes = new Set<() => void>();
  const wake = (): void => wakes.forEach((one) => one());
  let end: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => (end = resolve));
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  let acknowledged = false;
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: says })));
  socket.addEventListener('close', ({ code }) => {
    end(code);
    wake();
  });
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { readonly type: string; readonly payload?: unknown };
    switch (message.type) {
      case 'connection_ack':
        acknowledged = true;
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
        break;
      case 'next':
        told.push(message.payload);
        break;
      case 'error':
        errors.push(...(message.payload as readonly unknown[]));
        break;
      case 'complete':
        end(0);
        break;
      case 'ping':
        socket.send(JSON.stringify({ type: 'pong' }));
        break;
    }
    wake();
  });
  const until = async (done: () => boolean): Promise<void> => {
    while (!done() && socket.readyState < WebSocket.CLOSING) {
      await new Promise<void>((resolve) => {
        const once = (): void => {
          wakes.delete(once);
          resolve();
        };
        wakes.add(once);
      });
    }
  };
  await until(() => acknowledged);
  return {
    told,
    errors,
    hears: async (count) => {
      await until(() => told.length >= count);
      return told;
    },
    ended,
    stop: () => socket.send(JSON.stringify({ id: '1', type: 'complete' })),
    close: async () => {
      socket.close();
      await closed;
    },
  };
};
