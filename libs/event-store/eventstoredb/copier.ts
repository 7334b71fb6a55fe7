import type { RecordedEvent } from '../../kernel/index.js';
import { eventHash } from '../chain.js';
import type { Appender } from './appender.js';
import type { Reader } from './reader.js';
import { copied, linkOf, NO_LINK, type Link, type RawEvent } from './stored.js';
import { errors } from './trouble.js';

/**
 * The copy of a history into this store. A server writes one stream at a time, so a batch becomes one append for each run of
 * neighbours of one stream, in the order of the source: what a copy that was stopped leaves behind is always a beginning of the
 * source. Events that are there already, with the same hash, are left as they are, so that the same batch may come again.
 */
const MOST_EVENTS = 500;
const MOST_BYTES = 800_000;

export class Copier {
  constructor(
    private readonly reader: Reader,
    private readonly appender: Appender,
  ) {}

  /** Throws `corrupt`, naming the event, where positions do not grow, a link does not follow or an event does not give its hash. */
  async copy(events: readonly RecordedEvent[]): Promise<void> {
    checkAll(events);
    const heads = new Map<string, Link>();
    for (const run of runsOf(events)) {
      const missing = await this.withoutThoseThere(run, heads);
      const [first] = missing;
      const last = missing.at(-1);
      if (first === undefined || last === undefined) continue;
      const link = { revision: last.revision, hash: last.meta.hash };
      await this.appender.sendChained(first.stream, first.revision - 1n, missing.map(copied), link);
      heads.set(first.stream, link);
    }
  }

  private async withoutThoseThere(
    run: readonly RecordedEvent[],
    heads: Map<string, Link>,
  ): Promise<readonly RecordedEvent[]> {
    const [first] = run;
    if (first === undefined) return run;
    const head = heads.get(first.stream) ?? (await this.head(first.stream));
    heads.set(first.stream, head);
    if (head.revision + 1n < first.revision)
      throw errors.corrupt(first.stream, first.revision, `目标中该流到第 ${head.revision} 条，接不上`);
    if (head.revision + 1n === first.revision) {
      if (first.meta.prevHash !== head.hash)
        throw errors.corrupt(first.stream, first.revision, '所记的前一条指纹与目标中的不同');
      return run;
    }
    const there: RawEvent[] = [];
    for await (const raw of this.reader.stream(first.stream, first.revision, run.length)) there.push(raw);
    there.forEach((raw, n) => {
      if (linkOf(raw).hash !== run[n]?.meta.hash)
        throw errors.corrupt(raw.stream, raw.revision, '目标中的同一条是另外的内容');
    });
    return run.slice(there.length);
  }

  private async head(stream: string): Promise<Link> {
    const last = await this.reader.last(stream);
    return last === undefined ? NO_LINK : linkOf(last);
  }
}

const checkAll = (events: readonly RecordedEvent[]): void => {
  let position = -1n;
  const links = new Map<string, Link>();
  for (const event of events) {
    const { stream, revision } = event;
    if (event.position <= position)
      throw errors.corrupt(stream, revision, `位置 ${event.position} 不在前一条 ${position} 之后`);
    ({ position } = event);
    if (eventHash(event) !== event.meta.hash) throw errors.corrupt(stream, revision, '内容与指纹不符');
    const before = links.get(stream);
    if (before !== undefined && (before.revision + 1n !== revision || before.hash !== event.meta.prevHash)) {
      throw errors.corrupt(stream, revision, '不接在该流的前一条之后');
    }
    links.set(stream, { revision, hash: event.meta.hash });
  }
};

/** Neighbours of one stream, in pieces that one append can take. */
function* runsOf(events: readonly RecordedEvent[]): Generator<readonly RecordedEvent[]> {
  let run: RecordedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event.data)) + Buffer.byteLength(JSON.stringify(event.meta)) + 512;
    const fits = run.length < MOST_EVENTS && bytes + size <= MOST_BYTES && run[0]?.stream === event.stream;
    if (!fits && run.length > 0) {
      yield run;
      run = [];
      bytes = 0;
    }
    run.push(event);
    bytes += size;
  }
  if (run.length > 0) yield run;
}
