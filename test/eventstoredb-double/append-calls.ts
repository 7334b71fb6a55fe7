import {
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { isEarly, type EarlyFault } from './faults.js';
import { MAX_APPEND_BYTES, type Expected, type Outcome, type Proposed } from './log.js';
import {
  appendConflict,
  appendSuccess,
  batchErrors,
  batchSuccess,
  expectedOf,
  failure,
  failures,
  identifierOf,
  nameOf,
  proposedOf,
  type RpcFailure,
} from './messages.js';
import { countCall, refusalOf, type Surroundings } from './surroundings.js';

/** The calls of the double that write: Append, BatchAppend, Delete, Tombstone. */

/** How an append ends: an outcome to tell, a failed call, or silence. */
type Ending = Outcome | { readonly kind: 'failed'; readonly error: RpcFailure } | { readonly kind: 'silence' };

export class AppendCalls {
  private readonly inFlight = new Set<string>();
  private underWay = 0;

  constructor(private readonly around: Surroundings) {}

  readonly append = (
    call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
    answer: sendUnaryData<streams.AppendResp>,
  ): void => {
    countCall(this.around, 'append');
    const refusal = refusalOf(this.around, call.metadata);
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
      // A connection that breaks in the middle of a call ends the stream of messages too, and is told a moment later: a node
      // does not take the half of an append for the whole.
      setImmediate(() => {
        if (call.cancelled) return;
        void this.commit(stream, expected, events, call.getPeer()).then((ending) =>
          answerPlain(ending, stream, expected, answer),
        );
      });
    });
  };

  readonly batchAppend = (call: ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>): void => {
    countCall(this.around, 'batchAppend');
    const refusal = refusalOf(this.around, call.metadata);
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
    if (isEarly(fault)) return this.early(fault, peer);
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
      case 'slow-commit':
      case undefined:
        return outcome;
    }
  }

  private early(fault: EarlyFault, peer: string): Ending {
    switch (fault.kind) {
      case 'drop-before-commit':
        this.around.drop(peer);
        return { kind: 'silence' };
      case 'hang-before-commit':
        return { kind: 'silence' };
      case 'refuse':
        return { kind: 'failed', error: failures.notReady() };
      case 'access-denied':
        return { kind: 'failed', error: failures.accessDenied() };
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

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
