import type { ServerWritableStream } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Stored } from './log.js';
import { eventMessage, failures, nameOf, notFoundMessage, type RpcFailure } from './messages.js';
import { DoubleSubscription } from './subscription.js';
import { countCall, refusalOf, type Surroundings } from './surroundings.js';

/** The call of the double that reads, in its many forms: a stream, everything, and subscriptions to either. */
type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

export class ReadCalls {
  constructor(private readonly around: Surroundings) {}

  readonly read = (call: ReadCall): void => {
    const options = call.request.getOptions();
    countCall(
      this.around,
      options?.hasSubscription() === true ? 'subscribe' : options?.hasAll() === true ? 'readAll' : 'readStream',
    );
    call.on('error', () => undefined);
    const refusal = refusalOf(this.around, call.metadata);
    if (refusal !== undefined || options === undefined) {
      call.emit('error', refusal ?? failures.unknown('Exception was thrown by handler.'));
      return;
    }
    const fault = this.around.faults.takeRead();
    switch (fault?.kind) {
      case 'hang':
        return;
      case 'drop':
        return this.around.drop(call.getPeer());
      case 'refuse':
        call.emit('error', failures.notReady());
        return;
      case 'access-denied':
        call.emit('error', failures.accessDenied());
        return;
      case undefined:
        this.serve(call, options);
    }
  };

  private serve(call: ReadCall, options: streams.ReadReq.Options): void {
    const stream = options.getStream();
    if (options.hasSubscription()) return this.subscribe(call, options);
    const found = stream === undefined ? this.pageOfAll(options) : this.pageOfStream(stream, options);
    if (!Array.isArray(found)) {
      call.emit('error', found);
      return;
    }
    void this.send(call, found);
  }

  private async send(call: ReadCall, messages: readonly streams.ReadResp[]): Promise<void> {
    let drained = (): void => undefined;
    for (const event of ['drain', 'close', 'cancelled']) call.on(event, () => drained());
    for (const message of messages) {
      if (call.cancelled) return;
      if (!call.write(message)) await new Promise<void>((resolve) => (drained = resolve));
    }
    call.end();
  }

  private pageOfStream(
    at: streams.ReadReq.Options.StreamOptions,
    options: streams.ReadReq.Options,
  ): streams.ReadResp[] | RpcFailure {
    const name = nameOf(at.getStreamIdentifier());
    const count = Number(options.getCount());
    const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
    if (count === 0 || (!backwards && at.hasEnd())) return failures.unknown('Exception was thrown by handler.');
    const state = this.around.log.state(name);
    if (state.kind === 'tombstoned') return failures.streamDeleted(name);
    if (state.kind === 'missing') return [notFoundMessage(name)];
    const bound = at.hasStart() ? 0n : at.hasEnd() ? undefined : BigInt(at.getRevision());
    const ordered = backwards ? state.events.toReversed() : state.events;
    const page = ordered.filter(
      (event) => bound === undefined || (backwards ? event.revision <= bound : event.revision >= bound),
    );
    return page.slice(0, count).map(eventMessage);
  }

  private pageOfAll(options: streams.ReadReq.Options): streams.ReadResp[] | RpcFailure {
    const { log } = this.around;
    const all = options.getAll();
    const count = Number(options.getCount());
    if (count === 0) return failures.unknown('Exception was thrown by handler.');
    const position = all?.getPosition()?.getCommitPosition();
    const index = position === undefined ? undefined : log.indexOf(BigInt(position));
    if (position !== undefined && index === undefined)
      return failures.unknown('Unexpected ReadAllResult: InvalidPosition');
    if (options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS) {
      const end = index ?? (all?.hasStart() === true ? 0 : log.records.length);
      return log.records
        .slice(Math.max(0, end - count), end)
        .toReversed()
        .map(eventMessage);
    }
    const start = index ?? (all?.hasEnd() === true ? log.records.length : 0);
    return log.records.slice(start, start + count).map(eventMessage);
  }

  private subscribe(call: ReadCall, options: streams.ReadReq.Options): void {
    const { log, habits, subscriptions } = this.around;
    const stream = options.getStream();
    const filter = options.getFilter();
    const all = options.getAll();
    const position = all?.getPosition()?.getCommitPosition();
    const index = position === undefined ? undefined : log.indexOf(BigInt(position));
    if (position !== undefined && index === undefined) {
      call.emit('error', failures.unknown('Unexpected FilteredReadAllResult: InvalidPosition'));
      return;
    }
    const end = all?.hasEnd() === true || stream?.hasEnd() === true;
    const after = stream?.hasRevision() === true ? BigInt(stream.getRevision()) : -1n;
    const subscription: DoubleSubscription = new DoubleSubscription(
      call,
      log,
      {
        matches:
          stream === undefined
            ? matcher(filter)
            : (event) => event.stream === nameOf(stream.getStreamIdentifier()) && event.revision > after,
        from: end ? log.records.length : index === undefined ? 0 : index + 1,
        window: filter?.hasMax() === true ? filter.getMax() : 32,
        checkpointWindows: filter?.getCheckpointintervalmultiplier(),
      },
      habits,
      () => subscriptions.delete(subscription),
    );
    subscriptions.add(subscription);
  }
}

const matcher = (filter: streams.ReadReq.Options.FilterOptions | undefined): ((event: Stored) => boolean) => {
  if (filter === undefined) return () => true;
  const onType = filter.hasEventType();
  const expression = onType ? filter.getEventType() : filter.getStreamIdentifier();
  const regex = expression?.getRegex() ?? '';
  const prefixes = expression?.getPrefixList() ?? [];
  const compiled = regex === '' ? undefined : new RegExp(regex, 'u');
  return (event) => {
    const name = onType ? event.type : event.stream;
    return compiled === undefined ? prefixes.some((prefix) => name.startsWith(prefix)) : compiled.test(name);
  };
};
