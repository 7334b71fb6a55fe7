/** The types of `start.mjs`. */
export interface MongoTestServer {
  /** `mongodb://127.0.0.1:PORT/` */
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  /** Ends it in order. Removes the directory if the server made it. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. Removes the directory if the server made it. */
  kill(): Promise<void>;
}

/** True where a `go` command answers. */
export function goIsThere(): Promise<boolean>;

/** The path of the server's binary, built if it is not there yet. */
export function buildMongoServer(): Promise<string>;

/** Starts a server on loopback and answers when it takes connections; a fresh directory and a free port unless told. */
export function startMongoServer(options?: {
  readonly directory?: string;
  readonly port?: number;
}): Promise<MongoTestServer>;
