import {
  Args,
  ArgsType,
  createUnionType,
  Field,
  ID,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from '@nestjs/graphql';
import { IntersectionType } from '@nestjs/graphql';
import { IsEnum } from 'class-validator';
import { mayRead, mayReadArchive, type Reader } from '../../access/index.js';
import { decline, isRefusal, type Refusal } from '../../kernel/index.js';
import { IsCode } from '../graphql/command-input.js';
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.js';
import { CurrentReader } from '../graphql/current-principal.js';
import { instantOf, KnownAtArgs } from '../graphql/known-at.js';
import { KnownAnswer } from '../graphql/known-answer.js';
import { Refused, toRefused } from '../graphql/refused.js';
import { Row } from '../graphql/row.js';
import { House } from '../house.js';
import { archivePage, identityOf } from './archive.js';

export enum ArchiveSubject {
  OFFICE = 'office',
  MEMBER = 'person',
  DEPUTY = 'deputy',
  RETIREE = 'retiree',
}
registerEnumType(ArchiveSubject, {
  name: 'ArchiveSubject',
  description:
    '档案主体：委室、组成人员（干部）、代表、老干部。 Whose archive: an office, a member or cadre, a deputy, a retiree.',
});

const RowConnection = connectionOf(Row, 'Row');

@ObjectType({
  description:
    '履职档案：只由事件汇成，按日期列出，从不排名、从不相互比较（DP-15、DP-20）。 A performance archive: built from events alone, listed by day, never ranked or counted against others.',
})
export class Archive extends KnownAnswer {
  @Field(() => ArchiveSubject, { description: '主体类别。 Kind of subject.' })
  subject!: ArchiveSubject;

  @Field(() => ID, { description: '代码、工号、代表证号或编号。 The subject’s code.' })
  code!: string;

  @Field({ description: '姓名或名称。 Name.' })
  name!: string;

  @Field(() => [Row], { description: '名册中的记载（职务、任期、归属）。 What the rosters say of the subject.' })
  roster!: readonly Row[];

  @Field(() => RowConnection, { description: '有关记录，新的在前。 The rows that concern the subject, newest first.' })
  rows!: Connection<Row>;
}

const ArchiveAnswer = createUnionType({
  name: 'ArchiveAnswer',
  types: () => [Archive, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : Archive),
});

@ArgsType()
class ArchiveArgs extends IntersectionType(PageArgs, KnownAtArgs) {
  @Field(() => ArchiveSubject, { description: '主体类别。 Kind of subject.' })
  @IsEnum(ArchiveSubject)
  subject!: ArchiveSubject;

  @Field(() => ID, { description: '代码、工号、代表证号或编号。 The subject’s code.' })
  @IsCode('code 应为代码、工号、代表证号或编号')
  code!: string;
}

@Resolver()
export class ArchiveResolver {
  constructor(private readonly house: House) {}

  @Query(() => ArchiveAnswer, { description: '履职档案（DP-15）。 The performance archive of one subject.' })
  async archive(@Args() args: ArchiveArgs, @CurrentReader() reader: Reader): Promise<typeof ArchiveAnswer> {
    const answer = mayRead(reader) ?? (await this.read(args, reader));
    return isRefusal(answer) ? toRefused(this.house, answer) : answer;
  }

  private async read(args: ArchiveArgs, reader: Reader): Promise<Archive | Refusal> {
    const knownAt = instantOf(args.knownAt, this.house.clock);
    if (knownAt === undefined) return decline('bad-known-at', { value: args.knownAt ?? '' });
    const source = await this.house.entries();
    const identity = identityOf(source, this.house.registers, args.subject, args.code, knownAt);
    const refusal = mayReadArchive(reader, identity?.branches ?? []);
    if (refusal !== null) return refusal;
    if (identity === null) return decline('not-found', { what: WHAT[args.subject], id: args.code });
    const rows = await archivePage(this.house, `${args.subject}/${args.code}`, knownAt, args, reader);
    if (isRefusal(rows)) return rows;
    const { name, roster } = identity;
    return {
      subject: args.subject,
      code: args.code,
      name,
      roster,
      knownAt,
      incompleteSince: source.incompleteSince,
      rows,
    };
  }
}

const WHAT: Readonly<Record<ArchiveSubject, string>> = {
  [ArchiveSubject.OFFICE]: '机构',
  [ArchiveSubject.MEMBER]: '人员',
  [ArchiveSubject.DEPUTY]: '代表',
  [ArchiveSubject.RETIREE]: '老干部',
};
