import { randomUUID } from 'node:crypto';
import type { Answer, Parsed, TestServer } from './house.js';
import { REFUSED } from './words.js';

const opinion = (name: string, input: string): string => `mutation($input: ${input}!) { done: ${name}(input: $input) {
  ... on ReviewOpinionKept { opinion standing { status due answered inTime vote next } events repeated } ${REFUSED} } }`;

const MUTATIONS = {
  recordDeputyContact: `mutation($input: RecordDeputyContactInput!) { done: recordDeputyContact(input: $input) {
    ... on DeputyContactRecorded { contact events repeated } ${REFUSED} } }`,
  recordRetireeVisit: `mutation($input: RecordRetireeVisitInput!) { done: recordRetireeVisit(input: $input) {
    ... on RetireeVisitRecorded { visit mayMeet { rule due onTime situation } remarks events repeated } ${REFUSED} } }`,
  recordReviewStep: `mutation($input: RecordReviewStepInput!) { done: recordReviewStep(input: $input) {
    ... on BillReviewStepRecorded { reviewStep starts { rule report due readingOn } meets { rule report due inTime } events repeated } ${REFUSED} } }`,
  adoptOpinion: opinion('adoptOpinion', 'AdoptOpinionInput'),
  handOverOpinion: opinion('handOverOpinion', 'HandOverOpinionInput'),
  answerOpinion: opinion('answerOpinion', 'AnswerOpinionInput'),
  voteOnOpinion: opinion('voteOnOpinion', 'VoteOnOpinionInput'),
};
export type Mutation = keyof typeof MUTATIONS;
export type Input = Readonly<Record<string, unknown>>;

/** The people of the sample at work: each signs in once and acts in their own name. */
export interface People {
  tokenOf(person: string): Promise<string>;
  /** Sends an input as it stands; by nobody where no person is named. */
  send(mutation: Mutation, input: Input, person?: string): Promise<Answer>;
  /** Sends an input under a command id of its own and answers what was done or refused. */
  act(mutation: Mutation, input: Input, person?: string): Promise<Parsed>;
  /** Fails where an event is written while the work is done. */
  writingNothing<T>(work: () => Promise<T>): Promise<T>;
}

export const peopleOf = (server: TestServer): People => {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (person: string): Promise<string> => {
    const token = tokens.get(person) ?? server.signIn(person);
    tokens.set(person, token);
    return token;
  };
  const send = async (mutation: Mutation, input: Input, person?: string): Promise<Answer> =>
    server.ask(MUTATIONS[mutation], { input }, person === undefined ? undefined : await tokenOf(person));
  return {
    tokenOf,
    send,
    act: async (mutation, input, person) => {
      const { data, errors } = await send(mutation, { commandId: randomUUID(), ...input }, person);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data.done;
    },
    writingNothing: async (work) => {
      const before = await server.foundation.events.tail();
      const result = await work();
      const after = await server.foundation.events.tail();
      if (after !== before)
        throw new Error(`${after - before} events were written, where none should be: ${JSON.stringify(result)}`);
      return result;
    },
  };
};
