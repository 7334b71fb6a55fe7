import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Field, ID, InputType, registerEnumType } from '@nestjs/graphql';
import { IsEnum, IsOptional, Length } from 'class-validator';
import { actAs, type Principal } from '../../access/index.js';
import { type Day, dayOf, type Done, type Instant, isRefusal, type Refusal } from '../../kernel/index.js';
import { inForceOn, type KnownRow, streamOf } from '../../ledger/index.js';
import { CommandInput, IsCode } from '../graphql/command-input.js';
import { IsRealDay } from '../graphql/real-day.js';
import { type EntrySource, House } from '../house.js';
import { officeRegister, postRegister } from '../organisation/index.js';
import { careRegister, situationRegister, visitRegister } from './retirees.registers.js';
import { recordVisitPermission } from './visit.access.js';
import { type Preview, previewOf, type Situation } from './visit.obligations.js';
import { type RecordVisit, visit } from './visit.js';

export enum RetireeVisitChannel {
  PHONE = '电话',
  HOME = '上门',
  SYMPOSIUM = '座谈',
  HOSPITAL = '医院探望',
}
registerEnumType(RetireeVisitChannel, {
  name: 'RetireeVisitChannel',
  description: '服务方式。 How the retired cadre was reached: call, home visit, symposium, visit in hospital.',
});

export enum RetireeVisitOccasion {
  ROUTINE = '日常',
  FESTIVAL = '节日',
  HOSPITAL = '住院',
  FAMILY = '家庭变故',
  HARDSHIP = '特殊困难',
  DEATH = '去世',
  BIRTHDAY = '生日',
}
registerEnumType(RetireeVisitOccasion, {
  name: 'RetireeVisitOccasion',
  description: '服务事由。 Why: routine, festival, hospital stay, change in the family, hardship, death, birthday.',
});

@InputType({
  description: '登记一次老干部联系或走访（RC-01、RC-02、RC-04、RC-07）。 A call on or a visit to a retired cadre.',
})
export class RecordRetireeVisitInput extends CommandInput {
  @Field(() => ID, { description: '老干部编号。 Code of the retired cadre.' })
  @IsCode('retiree 应为老干部编号')
  retiree!: string;

  @Field({ description: '日期 YYYY-MM-DD（Asia/Shanghai）。 Day of the call or visit.' })
  @IsRealDay({ message: 'on 应为 YYYY-MM-DD 形式的真实日期' })
  on!: string;

  @Field(() => RetireeVisitChannel, { description: '方式。 Channel.' })
  @IsEnum(RetireeVisitChannel, { message: 'channel 不是可用的服务方式' })
  channel!: RetireeVisitChannel;

  @Field(() => RetireeVisitOccasion, { description: '事由。 Occasion.' })
  @IsEnum(RetireeVisitOccasion, { message: 'occasion 不是可用的服务事由' })
  occasion!: RetireeVisitOccasion;

  @Field(() => ID, {
    nullable: true,
    description: '服务人工号；不填为登记人本人。 Who called or came; left out, whoever records it.',
  })
  @IsOptional()
  @IsCode('visitor 应为工号')
  visitor?: string;

  @Field(() => String, { nullable: true, description: '内容。 What it was about.' })
  @IsOptional()
  @Length(1, 2000, { message: 'content 应为 1–2000 个字' })
  content?: string;
}

/** The command of the bus: who wishes what. */
export class RecordRetireeVisit {
  constructor(
    readonly input: RecordRetireeVisitInput,
    readonly principal: Principal | null,
  ) {}
}

export type RetireeVisitDone = Done & Preview & { readonly visit: string };

@CommandHandler(RecordRetireeVisit)
export class RecordRetireeVisitHandler implements ICommandHandler<RecordRetireeVisit> {
  constructor(private readonly house: House) {}

  async execute({ input, principal }: RecordRetireeVisit): Promise<RetireeVisitDone | Refusal> {
    const entries = await this.house.entries();
    const now = this.house.clock.now();
    const care = careOn(entries, input.retiree, input.on, now);
    const actor = actAs(principal, recordVisitPermission(care));
    if (isRefusal(actor)) return actor;
    const command = commandOf(entries, input, actor.person, care, now);
    const done = await this.house.perform(visit, streamOf(visitRegister, [command.visit]), command, {
      commandId: input.commandId,
      actor,
    });
    return isRefusal(done) ? done : { ...done, visit: command.visit, ...this.preview(entries, command, now) };
  }

  private preview(entries: EntrySource, command: RecordVisit, now: Instant): Preview {
    const { roster, retiree, on, channel, occasion, visitor } = command;
    return previewOf(
      {
        on,
        channel,
        occasion,
        born: roster.born ?? on,
        died: roster.died,
        situations: situationsOf(entries, retiree, now),
        byLeaderOrHead: isLeaderOrHead(entries, visitor, on, now),
      },
      now,
      this.house.rulebook,
      this.house.rulebook.setNumber('recording_grace_working_days', on),
    );
  }
}

/** The wish with what the rosters and reports say, as known now. */
const commandOf = (
  entries: EntrySource,
  input: RecordRetireeVisitInput,
  recorder: string,
  care: CareOn | null,
  now: Instant,
): RecordVisit => {
  const { retiree, on, channel, occasion } = input;
  const visitor = input.visitor ?? recorder;
  const content = input.content?.trim() ?? '';
  return {
    kind: 'record',
    visit: `FW-${input.commandId}`,
    retiree,
    on,
    channel,
    occasion,
    visitor,
    content: content === '' ? null : content,
    roster: {
      born: care?.born ?? null,
      died: deathOf(situationsOf(entries, retiree, now)),
      visitorInPost: postsOn(entries, visitor, on, now).length > 0,
    },
  };
};

interface CareOn {
  readonly carer: string | null;
  readonly careOffice: string;
  readonly born: Day;
}

/** Of several rows in force on the day the one that started latest (RC-13). */
const careOn = (entries: EntrySource, retiree: string, on: Day, now: Instant): CareOn | null => {
  const rows = entries.known(careRegister, now).filter((row) => row.fields['retiree'] === retiree);
  const latest = inForceOn(rows, on).reduce<KnownRow | null>(
    (best, row) => (best === null || String(row.fields['from']) > String(best.fields['from']) ? row : best),
    null,
  );
  if (latest === null) return null;
  const { carer, careOffice, born } = latest.fields;
  return {
    carer: carer === undefined ? null : String(carer),
    careOffice: String(careOffice),
    born: dayOf(String(born)),
  };
};

const situationsOf = (entries: EntrySource, retiree: string, now: Instant): readonly Situation[] =>
  entries
    .known(situationRegister, now)
    .filter((row) => row.fields['retiree'] === retiree)
    .map(({ fields }) => ({
      id: String(fields['situation']),
      kind: String(fields['kind']),
      on: dayOf(String(fields['on'])),
    }))
    .sort((a, b) => (a.on + a.id < b.on + b.id ? -1 : 1));

const deathOf = (situations: readonly Situation[]): Day | null =>
  situations.find((situation) => situation.kind === '去世')?.on ?? null;

const postsOn = (entries: EntrySource, person: string, on: Day, now: Instant): readonly KnownRow[] =>
  inForceOn(
    entries.known(postRegister, now).filter((row) => row.fields['person'] === person),
    on,
  );

/** 05 §三(四): birthday visits are made by members of the chair meeting or heads of offices. */
const isLeaderOrHead = (entries: EntrySource, person: string, on: Day, now: Instant): boolean =>
  postsOn(entries, person, on, now).some(({ fields }) => {
    const category = entries.row(officeRegister, [String(fields['office'])], now)?.fields['category'];
    return (
      (category === '领导班子' && ['主任', '副主任', '秘书长'].includes(String(fields['role']))) ||
      (category === '委室' && fields['role'] === '部门主要负责人')
    );
  });
