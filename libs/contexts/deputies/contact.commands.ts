import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Field, ID, InputType, registerEnumType } from '@nestjs/graphql';
import { IsEnum, Length } from 'class-validator';
import { actAs, type Principal } from '../../access/index.js';
import { type Day, type Done, type Instant, isRefusal, type Refusal } from '../../kernel/index.js';
import { inForceOn, streamOf } from '../../ledger/index.js';
import { CommandInput, IsCode } from '../graphql/command-input.js';
import { IsRealDay } from '../graphql/real-day.js';
import { type EntrySource, House } from '../house.js';
import { recordContactPermission } from './contact.access.js';
import { contact, type RecordContact } from './contact.js';
import { contactPairRegister, contactRegister, deputyRegister } from './deputies.registers.js';

export enum ContactChannel {
  PHONE = '电话',
  MESSAGE = '短信微信',
  LETTER = '信函',
  VISIT = '走访',
  SYMPOSIUM = '座谈',
  RECEPTION = '接待',
}
registerEnumType(ContactChannel, {
  name: 'ContactChannel',
  description:
    '联系方式；走访、座谈、接待为面对面。 How the contact was made; VISIT, SYMPOSIUM and RECEPTION are face to face.',
});

@InputType({ description: '登记一次代表联系（DP-01、DP-07）。 A contact of a member with a deputy.' })
export class RecordDeputyContactInput extends CommandInput {
  @Field(() => ID, { description: '常委会组成人员工号。 Member’s code.' })
  @IsCode('member 应为工号')
  member!: string;

  @Field(() => ID, { description: '代表证号。 Deputy’s code.' })
  @IsCode('deputy 应为代表证号')
  deputy!: string;

  @Field({ description: '联系日期 YYYY-MM-DD（Asia/Shanghai）。 Day of the contact.' })
  @IsRealDay({ message: 'on 应为 YYYY-MM-DD 形式的真实日期' })
  on!: string;

  @Field(() => ContactChannel, { description: '方式。 Channel.' })
  @IsEnum(ContactChannel, { message: 'channel 不是可用的联系方式' })
  channel!: ContactChannel;

  @Field({ description: '联系内容，须有实质内容。 What it was about; must have substance (DP-07).' })
  @Length(1, 2000, { message: 'content 应为 1–2000 个字' })
  content!: string;
}

/** The command of the bus: who wishes what. */
export class RecordDeputyContact {
  constructor(
    readonly input: RecordDeputyContactInput,
    readonly principal: Principal | null,
  ) {}
}

@CommandHandler(RecordDeputyContact)
export class RecordDeputyContactHandler implements ICommandHandler<RecordDeputyContact> {
  constructor(private readonly house: House) {}

  async execute({ input, principal }: RecordDeputyContact): Promise<(Done & { readonly contact: string }) | Refusal> {
    const actor = actAs(principal, recordContactPermission(input.member));
    if (isRefusal(actor)) return actor;
    const id = `LX-${input.commandId}`;
    const command = await this.command(id, input);
    const done = await this.house.perform(contact, streamOf(contactRegister, [id]), command, {
      commandId: input.commandId,
      actor,
    });
    return isRefusal(done) ? done : { ...done, contact: id };
  }

  /** The wish with what the rosters and earlier records say, as known now. */
  private async command(id: string, input: RecordDeputyContactInput): Promise<RecordContact> {
    const entries = await this.house.entries();
    const now = this.house.clock.now();
    const { member, deputy, on, channel } = input;
    const content = input.content.trim();
    return {
      kind: 'record',
      contact: id,
      member,
      deputy,
      on,
      channel,
      content,
      roster: {
        memberOfCommittee: await this.house.isCommitteeMember(member, on),
        assigned: inForceOn(entries.known(contactPairRegister, now), on).some(
          (pair) => pair.fields['member'] === member && pair.fields['deputy'] === deputy,
        ),
        deputyLevel: levelOf(entries, deputy, on, now),
      },
      earlierCopy: earlierCopyOf(entries, member, content, id, now),
    };
  }
}

const levelOf = (entries: EntrySource, deputy: string, on: Day, now: Instant): string | null => {
  const row = entries.row(deputyRegister, [deputy], now);
  return row !== null && inForceOn([row], on).length > 0 ? String(row.fields['level']) : null;
};

/** The first earlier contact of the member that says the very same (DP-07). */
const earlierCopyOf = (
  entries: EntrySource,
  member: string,
  content: string,
  id: string,
  now: Instant,
): string | null => {
  const copy = entries
    .known(contactRegister, now)
    .filter((row) => row.fields['member'] === member && row.fields['content'] === content && row.key[0] !== id)
    .sort((a, b) => (String(a.fields['on']) < String(b.fields['on']) ? -1 : 1))[0];
  return copy?.key[0] ?? null;
};
