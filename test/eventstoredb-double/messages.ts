import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Message } from 'google-protobuf';
import type { Expected, Proposed, Stored } from './log.js';

/** Between the records of the double's log and the messages of the client's own generated definitions. */

export interface RpcFailure extends Partial<ServiceError> {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** A failed call: gRPC code, text, and the trailers by which the client tells its errors apart. */
export const failure = (code: status, details: string, trailers: Readonly<Record<string, string>> = {}): RpcFailure => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return { code, details, metadata };
};

export const failures = {
  streamDeleted: (stream: string) =>
    failure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': stream,
    }),
  accessDenied: () => failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  notLeader: (host: string, port: number) =>
    failure(status.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': host,
      'leader-endpoint-port': String(port),
    }),
  tooLarge: (limit: number) =>
    failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(limit),
    }),
  timeout: (message: string) => failure(status.ABORTED, `Operation timed out: ${message}`),
  unknown: (message: string) => failure(status.UNKNOWN, message),
  notReady: () => failure(status.UNAVAILABLE, 'Server Is Not Ready'),
  stopping: () => failure(status.INTERNAL, 'Error starting gRPC call. The server is shutting down.'),
};

export const text = (bytes: Uint8Array | string): string =>
  typeof bytes === 'string' ? Buffer.from(bytes, 'base64').toString('utf8') : Buffer.from(bytes).toString('utf8');

export const nameOf = (identifier: shared.StreamIdentifier | undefined): string =>
  text(identifier?.getStreamName_asU8() ?? new Uint8Array());

export const identifierOf = (stream: string): shared.StreamIdentifier =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream, 'utf8').toString('base64'));

export const proposedOf = (
  message: streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage,
): Proposed => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

interface ExpectedRevision {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
}

export const expectedOf = (options: ExpectedRevision, revision: () => string): Expected => {
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream-exists';
  return options.hasNoStream() ? -1n : BigInt(revision());
};

export const eventMessage = (event: Stored): streams.ReadResp => {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(identifierOf(event.stream))
    .setStreamRevision(event.revision.toString())
    .setCommitPosition(event.position.toString())
    .setPreparePosition(event.position.toString())
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  recorded.getMetadataMap().set('type', event.type);
  recorded.getMetadataMap().set('content-type', event.contentType);
  recorded.getMetadataMap().set('created', event.created.toString());
  const read = new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(event.position.toString());
  return new streams.ReadResp().setEvent(read);
};

export const confirmationMessage = (id: string): streams.ReadResp =>
  new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(id));

export const checkpointMessage = (position: bigint): streams.ReadResp =>
  new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint().setCommitPosition(position.toString()).setPreparePosition(position.toString()),
  );

export const caughtUpMessage = (): streams.ReadResp =>
  new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

export const fellBehindMessage = (): streams.ReadResp =>
  new streams.ReadResp().setFellBehind(new streams.ReadResp.FellBehind());

export const notFoundMessage = (stream: string): streams.ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream)),
  );

/** The answer of a successful plain append. */
export const appendSuccess = (revision: bigint, position: bigint | undefined): streams.AppendResp => {
  const success = new streams.AppendResp.Success();
  if (revision < 0n) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(revision.toString());
  if (position === undefined) success.setNoPosition(new shared.Empty());
  else {
    success.setPosition(
      new streams.AppendResp.Position().setCommitPosition(position.toString()).setPreparePosition(position.toString()),
    );
  }
  return new streams.AppendResp().setSuccess(success);
};

export const appendConflict = (expected: Expected, current: bigint): streams.AppendResp => {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0n) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(current.toString());
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'stream-exists') wrong.setExpectedStreamExists(new shared.Empty());
  else if (expected < 0n) wrong.setExpectedNoStream(new shared.Empty());
  else wrong.setExpectedRevision(expected.toString());
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
};

export const batchSuccess = (revision: bigint, position: bigint | undefined): streams.BatchAppendResp.Success => {
  const success = new streams.BatchAppendResp.Success();
  if (revision < 0n) success.setNoStream(new emptyPb.Empty());
  else success.setCurrentRevision(revision.toString());
  if (position === undefined) success.setNoPosition(new emptyPb.Empty());
  else {
    success.setPosition(
      new shared.AllStreamPosition().setCommitPosition(position.toString()).setPreparePosition(position.toString()),
    );
  }
  return success;
};

const statusOf = (message: string, name: string, details: Message): statusPb.Status => {
  const packed = new anyPb.Any();
  packed.pack(details.serializeBinary(), name);
  return new statusPb.Status().setMessage(message).setDetails(packed);
};

export const batchErrors = {
  conflict: (expected: Expected, current: bigint): statusPb.Status => {
    const wrong = new shared.WrongExpectedVersion();
    if (current < 0n) wrong.setCurrentNoStream(new emptyPb.Empty());
    else wrong.setCurrentStreamRevision(current.toString());
    if (expected === 'any') wrong.setExpectedAny(new emptyPb.Empty());
    else if (expected === 'stream-exists') wrong.setExpectedStreamExists(new emptyPb.Empty());
    else if (expected < 0n) wrong.setExpectedNoStream(new emptyPb.Empty());
    else wrong.setExpectedStreamPosition(expected.toString());
    return statusOf('WrongExpectedVersion', 'event_store.client.WrongExpectedVersion', wrong);
  },
  deleted: (stream: string) =>
    statusOf(
      'StreamDeleted',
      'event_store.client.StreamDeleted',
      new shared.StreamDeleted().setStreamIdentifier(identifierOf(stream)),
    ),
  tooLarge: (limit: number) =>
    statusOf(
      'MaximumAppendSizeExceeded',
      'event_store.client.MaximumAppendSizeExceeded',
      new shared.MaximumAppendSizeExceeded().setMaxappendsize(limit),
    ),
  timeout: () => statusOf('Timeout', 'event_store.client.Timeout', new shared.Timeout()),
  denied: () => statusOf('AccessDenied', 'event_store.client.AccessDenied', new shared.AccessDenied()),
  badRequest: (message: string) =>
    statusOf('BadRequest', 'event_store.client.BadRequest', new shared.BadRequest().setMessage(message)),
};
