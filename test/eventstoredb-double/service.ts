import {
  status,
  type Metadata,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { AppendFault, Faults } from './faults.js';
import { MAX_APPEND_BYTES, type DoubleLog, type Expected, type Outcome, type Proposed, type Stored } from './log.js';
import {
  appendConflict,
  appendSuccess,
  batchErrors,
  batchSuccess,
  eventMessage,
  expectedOf,
  failure,
  failures,
  identifierOf,
  nameOf,
  notFoundMessage,
  proposedOf,
  type RpcFailure,
} from './messages.js';
import { DoubleSubscription, type SubscriptionHabits } from './subscription.js';

/** The calls of the double: Append, BatchAppend, Read (with subscriptions), Delete, Tombstone. */

export interface Surroundings {
  readonly log: DoubleLog;
  readonly faults: Faults;
  readonly habits: SubscriptionHabits;
  readonly subscriptions: Set<DoubleSubscription>;
  /** Counts the calls by name. */
  readonly calls: Map<string, number>;
  /** Breaks the connection that a call came by. */
  drop(peer: string): void;
  /** Who leads, where it is not this node. */
  leader(): { readonly host: string; readonly port: number } | undefined;
  /** The reason to refuse a caller, if there is one. */
  refusal(metadata: Metadata): RpcFailure | undefined;
}

type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** How an append ends: an outcome to tell, a failed call, or silence. */
type Ending = Outcome | { readonly kind: 'failed'; readonly error: RpcFailure } | { readonly kind: 'silence' };

export class StreamsDouble {
  private readonly inFlight = new Set<string>();
  private underWay = 0;

  constructor(private readonly around: Surroundings) {}

  readonly append = (
    call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
    answer: sendUnaryData<streams.AppendResp>,
  ): void => {
    this.count('append');
    const refusal = this.refusal(call.metadata);
    let options: streams.AppendReq.Options | undefined;
    const events: Proposed[] = [];
    call.on('data', (message: streams.AppendReq) => {
      options = message.getOptions() ?? options;
      const proposed = message.getProposedMessage();
      if (proposed !== undefined) events.push(proposedOf(proposed));
    });
    call.on('error', () => undefined);
    call.on('end', () => {
      if (refusal !== undefined) return answer(refusal);
      if (options === undefined) return answer(failures.unknown('Exception was thrown by handler.'));
      const expected = expectedOf(options, () => options?.getRevision() ?? '');
      const stream = nameOf(options.getStreamIdentifier());
      void this.commit(stream, expected, events, call.getPeer()).then((ending) =>
        answerPlain(ending, stream, expected, answer),
      );
    });
  };

  readonly batchAppend = (call: ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>): void => {
    this.count('batchAppend');
    const refusal = this.refusal(call.metadata);
    if (refusal !== undefined) {
      call.emit('error', refusal);
      return;
    }
    const pending = new Map<
      string,
      { readonly options: streams.BatchAppendReq.Options; readonly events: Proposed[] }
    >();
    call.on('error', () => undefined);
    call.on('end', () => call.end());
    call.on('data', (message: streams.BatchAppendReq) => {
      const correlation = message.getCorrelationId()?.getString() ?? '';
      const options = message.getOptions();
      if (options !== undefined) pending.set(correlation, { options, events: [] });
      const request = pending.get(correlation);
      if (request === undefined) return;
      request.events.push(...message.getProposedMessagesList().map(proposedOf));
      if (!message.getIsFinal()) return;
      pending.delete(correlation);
      void this.commitBatch(call, message, request.options, request.events);
    });
  };

  private async commitBatch(
    call: ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>,
    message: streams.BatchAppendReq,
    options: streams.BatchAppendReq.Options,
    events: readonly Proposed[],
  ): Promise<void> {
    const stream = nameOf(options.getStreamIdentifier());
    const expected = expectedOf(options, () => options.getStreamPosition());
    const ending = await this.commit(stream, expected, events, call.getPeer());
    if (ending.kind === 'failed') {
      call.emit('error', ending.error);
      return;
    }
    const response = new streams.BatchAppendResp()
      .setCorrelationId(message.getCorrelationId())
      .setStreamIdentifier(identifierOf(stream));
    if (ending.kind === 'silence') {
      const wait = (options.getDeadline()?.toDate().getTime() ?? Date.now()) - Date.now();
      setTimeout(() => call.write(response.setError(batchErrors.timeout())), Math.max(0, wait)).unref();
      return;
    }
    call.write(batchAnswer(response, ending, stream, expected));
  }

  private async commit(stream: string, expected: Expected, events: readonly Proposed[], peer: string): Promise<Ending> {
    const { calls } = this.around;
    this.underWay += 1;
    calls.set('appends at once', Math.max(this.underWay, calls.get('appends at once') ?? 0));
    try {
      return await this.store(stream, expected, events, peer);
    } finally {
      this.underWay -= 1;
    }
  }

  /** Stores, or fails as told. An append whose id is in flight already is dropped without a word. */
  private async store(stream: string, expected: Expected, events: readonly Proposed[], peer: string): Promise<Ending> {
    const { log, faults } = this.around;
    const fault = faults.takeAppend();
    const early = this.before(fault, peer);
    if (early !== undefined) return early;
    const ids = events.map((event) => `${stream} ${event.id}`);
    if (ids.some((id) => this.inFlight.has(id))) return { kind: 'silence' };
    if (fault?.kind === 'slow-commit') {
      for (const id of ids) this.inFlight.add(id);
      await sleep(fault.milliseconds);
      for (const id of ids) this.inFlight.delete(id);
    }
    const outcome = log.append(stream, expected, events);
    switch (fault?.kind) {
      case 'drop-after-commit':
        this.around.drop(peer);
        return { kind: 'silence' };
      case 'hang-after-commit':
        return { kind: 'silence' };
      case 'timeout-after-commit':
        return { kind: 'failed', error: failures.timeout('commit') };
      case 'late':
        await sleep(fault.milliseconds);
        return outcome;
      default:
        return outcome;
    }
  }

  private before(fault: AppendFault | undefined, peer: string): Ending | undefined {
    switch (fault?.kind) {
      case 'drop-before-commit':
        this.around.drop(peer);
        return { kind: 'silence' };
      case 'hang-before-commit':
        return { kind: 'silence' };
      case 'refuse':
        return { kind: 'failed', error: failures.notReady() };
      case 'access-denied':
        return { kind: 'failed', error: failures.accessDenied() };
      case 'not-leader': {
        const leader = this.around.leader() ?? { host: '127.0.0.1', port: 1 };
        return { kind: 'failed', error: failures.notLeader(leader.host, leader.port) };
      }
      default:
        return undefined;
    }
  }

  readonly delete = (
    call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>,
    answer: sendUnaryData<streams.DeleteResp>,
  ): void => {
    const stream = nameOf(call.request.getOptions()?.getStreamIdentifier());
    if (this.around.log.state(stream).kind === 'tombstoned') return answer(failures.streamDeleted(stream));
    const position = this.around.log.softDelete(stream);
    const response = new streams.DeleteResp();
    if (position === undefined) return answer(null, response.setNoPosition(new shared.Empty()));
    const at = new streams.DeleteResp.Position()
      .setCommitPosition(position.toString())
      .setPreparePosition(position.toString());
    answer(null, response.setPosition(at));
  };

  readonly tombstone = (
    call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
    answer: sendUnaryData<streams.TombstoneResp>,
  ): void => {
    const position = this.around.log.tombstone(nameOf(call.request.getOptions()?.getStreamIdentifier()));
    const at = new streams.TombstoneResp.Position()
      .setCommitPosition(position.toString())
      .setPreparePosition(position.toString());
    answer(null, new streams.TombstoneResp().setPosition(at));
  };

  readonly read = (call: ReadCall): void => {
    const options = call.request.getOptions();
    this.count(
      options?.hasSubscription() === true ? 'subscribe' : options?.hasAll() === true ? 'readAll' : 'readStream',
    );
    call.on('error', () => undefined);
    const refusal = this.refusal(call.metadata);
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

  private refusal(metadata: Metadata): RpcFailure | undefined {
    const leader = this.around.leader();
    if (leader !== undefined && metadata.get('requires-leader').includes('true'))
      return failures.notLeader(leader.host, leader.port);
    return this.around.refusal(metadata);
  }

  private count(name: string): void {
    this.around.calls.set(name, (this.around.calls.get(name) ?? 0) + 1);
  }
}

const answerPlain = (
  ending: Ending,
  stream: string,
  expected: Expected,
  answer: sendUnaryData<streams.AppendResp>,
): void => {
  switch (ending.kind) {
    case 'silence':
      return;
    case 'failed':
      return answer(ending.error);
    case 'written':
    case 'idempotent':
      return answer(null, appendSuccess(ending.revision, ending.position));
    case 'wrong-expected-version':
      return answer(null, appendConflict(expected, ending.current));
    case 'stream-deleted':
      return answer(failures.streamDeleted(stream));
    case 'too-large':
      return answer(failures.tooLarge(MAX_APPEND_BYTES));
    case 'bad-request':
      return answer(failure(status.UNKNOWN, 'Exception was thrown by handler.'));
  }
};

const batchAnswer = (
  response: streams.BatchAppendResp,
  outcome: Outcome,
  stream: string,
  expected: Expected,
): streams.BatchAppendResp => {
  switch (outcome.kind) {
    case 'written':
    case 'idempotent':
      return response.setSuccess(batchSuccess(outcome.revision, outcome.position));
    case 'wrong-expected-version':
      return response.setError(batchErrors.conflict(expected, outcome.current));
    case 'stream-deleted':
      return response.setError(batchErrors.deleted(stream));
    case 'too-large':
      return response.setError(batchErrors.tooLarge(MAX_APPEND_BYTES));
    case 'bad-request':
      return response.setError(batchErrors.badRequest(outcome.message));
  }
};

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

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
