import { createServer, connect, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { Server, ServerCredentials, status, type Metadata } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { AppendCalls } from './append-calls.js';
import { Faults } from './faults.js';
import { DoubleLog } from './log.js';
import { failure, failures, type RpcFailure } from './messages.js';
import { ReadCalls } from './read-calls.js';
import type { Surroundings } from './surroundings.js';
import { DoubleSubscription, type SubscriptionHabits } from './subscription.js';

/**
 * A test double of an EventStoreDB node: a gRPC server on loopback that speaks the protocol of the client's own generated
 * definitions closely enough for the contract suite of the event store, and misbehaves when told to. It is not EventStoreDB:
 * what it does was taken from observations of real nodes, and the adapter is run against a real one besides.
 *
 * The gRPC server stands behind a TCP relay of ours. The relay owns the port that clients see, so that connections can be broken
 * or made to hang like a network does it, and a restarted node comes back under the same port. The log outlives restarts.
 */
export interface DoubleOptions {
  readonly log?: DoubleLog;
  /** PEM of a certificate and its key: the double then speaks TLS. */
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer };
  /** Name and password; where given, every call must bring one of them. */
  readonly users?: Readonly<Record<string, string>>;
}

export class EventStoreDbDouble {
  readonly log: DoubleLog;
  readonly faults = new Faults();
  readonly habits: SubscriptionHabits = { dropsSlowReaders: false, duplicates: false, checkpointsAhead: false };
  readonly calls = new Map<string, number>();
  readonly subscriptions = new Set<DoubleSubscription>();
  /** Where set, this node follows and sends those who need the leader there. */
  leader: EventStoreDbDouble | undefined;
  /** The nodes that gossip names besides this one. */
  peers: readonly EventStoreDbDouble[] = [];
  port = 0;
  private grpc: Server | undefined;
  private relay: TcpServer | undefined;
  private hanging = false;
  private readonly sockets = new Map<number, { readonly client: Socket; readonly server: Socket }>();

  private constructor(private readonly options: DoubleOptions) {
    this.log = options.log ?? new DoubleLog();
  }

  static async start(options: DoubleOptions = {}): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble(options);
    await double.start();
    return double;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=${this.options.tls !== undefined}`;
  }

  get running(): boolean {
    return this.grpc !== undefined;
  }

  async start(): Promise<void> {
    const grpc = new Server();
    const around: Surroundings = {
      log: this.log,
      faults: this.faults,
      habits: this.habits,
      subscriptions: this.subscriptions,
      calls: this.calls,
      drop: (peer) => this.drop(peer),
      leader: () => (this.leader === undefined ? undefined : { host: '127.0.0.1', port: this.leader.port }),
      refusal: (metadata) => this.refusal(metadata),
    };
    const writes = new AppendCalls(around);
    const reads = new ReadCalls(around);
    grpc.addService(StreamsService, {
      append: writes.append,
      batchAppend: writes.batchAppend,
      delete: writes.delete,
      tombstone: writes.tombstone,
      read: reads.read,
    });
    grpc.addService(ServerFeaturesService, {
      getSupportedMethods: (_: unknown, answer: (error: null, response: features.SupportedMethods) => void) =>
        answer(null, supported()),
    });
    grpc.addService(GossipService, {
      read: (_: unknown, answer: (error: null, response: gossip.ClusterInfo) => void) => answer(null, this.cluster()),
    });
    const inner = await new Promise<number>((resolve, reject) => {
      grpc.bindAsync('127.0.0.1:0', this.credentials(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
    this.grpc = grpc;
    await this.listen(inner);
  }

  /** As a power cut: connections break, what is only in memory is lost, what was committed stays. */
  async kill(): Promise<void> {
    const { grpc, relay } = this;
    this.grpc = undefined;
    this.relay = undefined;
    this.hanging = false;
    grpc?.forceShutdown();
    this.dropAll();
    this.log.forget();
    await new Promise<void>((resolve) => (relay === undefined ? resolve() : relay.close(() => resolve())));
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** As an orderly stop: live subscriptions end with an error first. */
  async stopGracefully(): Promise<void> {
    this.failSubscriptions(failures.stopping());
    await new Promise((resolve) => setTimeout(resolve, 20));
    await this.kill();
  }

  /** From now on bytes are neither taken nor given, on connections that stand and on new ones. */
  hang(): void {
    this.hanging = true;
    for (const { client, server } of this.sockets.values()) {
      client.unpipe(server);
      server.unpipe(client);
    }
  }

  dropAll(): void {
    for (const port of [...this.sockets.keys()]) this.drop(`127.0.0.1:${port}`);
  }

  silenceSubscriptions(): number {
    for (const subscription of this.subscriptions) subscription.fallSilent();
    return this.subscriptions.size;
  }

  failSubscriptions(error: RpcFailure = failures.timeout('consumer too slow')): number {
    const all = [...this.subscriptions];
    for (const subscription of all) subscription.fail(error);
    return all.length;
  }

  private drop(peer: string): void {
    const port = Number(peer.slice(peer.lastIndexOf(':') + 1));
    const pair = this.sockets.get(port);
    pair?.client.destroy();
    pair?.server.destroy();
  }

  private listen(inner: number): Promise<void> {
    const relay = createServer((client) => this.relayTo(inner, client));
    this.relay = relay;
    return new Promise((resolve, reject) => {
      relay.once('error', reject);
      relay.listen(this.port, '127.0.0.1', () => {
        this.port = (relay.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  private relayTo(inner: number, client: Socket): void {
    client.setNoDelay(true);
    const server = connect(inner, '127.0.0.1');
    server.setNoDelay(true);
    let key = 0;
    const close = (): void => {
      client.destroy();
      server.destroy();
      this.sockets.delete(key);
    };
    for (const socket of [client, server]) socket.on('error', close).on('close', close);
    server.once('connect', () => {
      key = server.localPort ?? 0;
      this.sockets.set(key, { client, server });
      if (this.hanging) return;
      client.pipe(server);
      server.pipe(client);
    });
  }

  private credentials(): ServerCredentials {
    const { tls } = this.options;
    if (tls === undefined) return ServerCredentials.createInsecure();
    return ServerCredentials.createSsl(null, [{ cert_chain: tls.certificate, private_key: tls.key }]);
  }

  private refusal(metadata: Metadata): RpcFailure | undefined {
    const { users } = this.options;
    if (users === undefined) return undefined;
    const [header] = metadata.get('authorization');
    const [, encoded] = String(header ?? '').split(' ');
    if (encoded === undefined) return failures.accessDenied();
    const [name, password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const known = name !== undefined && users[name] !== undefined && users[name] === password;
    return known ? undefined : failure(status.UNAUTHENTICATED, 'Bad HTTP status code: 401');
  }

  private cluster(): gossip.ClusterInfo {
    const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
    const members = [this, ...this.peers].map((node) =>
      new gossip.MemberInfo()
        .setInstanceId(new shared.UUID().setString(crypto.randomUUID()))
        .setIsAlive(node.running)
        .setState(node.leader === undefined ? LEADER : FOLLOWER)
        .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(node.port)),
    );
    return new gossip.ClusterInfo().setMembersList(members);
  }
}

const supported = (): features.SupportedMethods =>
  new features.SupportedMethods()
    .setEventStoreServerVersion('24.2.0')
    .setMethodsList(
      ['append', 'batchappend', 'read', 'delete', 'tombstone'].map((method) =>
        new features.SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName(method),
      ),
    );
