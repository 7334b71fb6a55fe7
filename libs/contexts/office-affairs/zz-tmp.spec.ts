import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../composition/config.js';
import { layFoundation } from '../../composition/foundation.js';
import { importLedger } from '../../composition/ledger-import.js';
import { toRefused } from '../graphql/refused.js';
import { isRefusal, type Refusal } from '../../kernel/index.js';
import { addDays } from '../../calendar/index.js';
import * as L from './leave.commands.js';
import { FindLeaveHandler, FindLeave } from './leave.queries.js';
import { toLeave } from './leave.types.js';
import * as V from '../retirees/visit.commands.js';
import * as R from '../legislation/review-step.commands.js';
import * as O from '../supervision/opinion.commands.js';
import { FindOpinion, FindOpinionHandler } from '../supervision/opinion.queries.js';

it('works', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'five-'));
  const config = readConfig({ EVENT_STORE_URL: `sqlite:${dir}/e.db`, VIEW_STORE_URL: `sqlite:${dir}/v.db`, SECRET_FILE: `${dir}/k` });
  const f = await layFoundation(config, 'write');
  const stop = new AbortController();
  const result = await importLedger(f, [], { files: ['examples/ledger-small.xlsx'], dryRun: false, strict: false, reason: null });
  console.log(JSON.stringify(result).slice(0, 300));
  await f.runner?.catchUp();
  const following = f.runner?.start(stop.signal);
  const house = f.house;
  const who = async (p: string) => house.principal(p);
  const show = (label: string, x: unknown) =>
    console.log(label, isRefusal(x) ? JSON.stringify(toRefused(house, x as Refusal)) : JSON.stringify(x, (_k, v) => (typeof v === 'bigint' ? String(v) : v)));
  const today = house.clock.now().slice(0, 10);
  const ask = new L.AskForLeaveHandler(house);
  const a = await ask.execute(new L.AskForLeave({ commandId: 'cmd-00000001', kind: '事假' as never, from: addDays(today, 7), to: addDays(today, 13), reason: '私事', destination: '济南' }, await who('P0032')));
  show('ask', a);
  show('ask again', await ask.execute(new L.AskForLeave({ commandId: 'cmd-00000001', kind: '事假' as never, from: addDays(today, 7), to: addDays(today, 13), reason: '私事', destination: '济南' }, await who('P0032'))));
  const id = (a as { leave: string }).leave;
  const find = new FindLeaveHandler(house);
  const standing = async (p: string) => { const x = await find.execute(new FindLeave(id, await who(p))); show('standing', isRefusal(x) ? x : toLeave(x)); };
  await standing('P0032');
  await standing('P0010');
  await standing('P0020');
  show('own', await new L.ApproveLeaveHandler(house).execute(new L.ApproveLeave({ commandId: 'cmd-00000002', leave: id }, await who('P0032'))));
  show('wrong', await new L.AgreeToLeaveHandler(house).execute(new L.AgreeToLeave({ commandId: 'cmd-00000003', leave: id }, await who('P0020'))));
  for (const p of ['P0031', 'P0030', 'P0029']) {
    show('agree ' + p, await new L.AgreeToLeaveHandler(house).execute(new L.AgreeToLeave({ commandId: 'cmd-1000' + p, leave: id }, await who(p))));
  }
  show('approve', await new L.ApproveLeaveHandler(house).execute(new L.ApproveLeave({ commandId: 'cmd-00000004', leave: id }, await who('P0029'))));
  show('back', await new L.ReportBackFromLeaveHandler(house).execute(new L.ReportBackFromLeave({ commandId: 'cmd-00000005', leave: id }, await who('P0032'))));
  await standing('P0032');
  for await (const e of f.events.readStream(`leave-${id}`)) console.log(e.type, JSON.stringify(e.meta.actor), JSON.stringify(e.data));
  const lead = await ask.execute(new L.AskForLeave({ commandId: 'cmd-00000011', kind: '公出' as never, from: addDays(today, 7), to: addDays(today, 13), reason: '考察', destination: '北京' }, await who('P0003')));
  show('leader', lead);
  const lid = (lead as { leave: string }).leave;
  show('sign', await new L.AgreeToLeaveHandler(house).execute(new L.AgreeToLeave({ commandId: 'cmd-00000012', leave: lid }, await who('P0001'))));
  show('record', await new L.ApproveLeaveHandler(house).execute(new L.ApproveLeave({ commandId: 'cmd-00000013', leave: lid }, await who('P0010'))));
  for await (const e of f.events.readStream(`leave-${lid}`)) console.log(e.type, JSON.stringify(e.meta.actor), JSON.stringify(e.data));

  const visit = new V.RecordRetireeVisitHandler(house);
  const v = (n: string, more: object, p: string) => async () => visit.execute(new V.RecordRetireeVisit({ commandId: 'cmd-visit-' + n, retiree: 'T001', on: today, channel: '上门' as never, occasion: '日常' as never, ...more }, await who(p)));
  show('visit', await v('1', {}, 'P0010')());
  show('visit nobody', await v('2', {}, 'P0020')());
  show('visit birthday', await v('3', { occasion: '生日' }, 'P0010')());
  show('visit hospital', await v('4', { occasion: '住院' }, 'P0025')());
  show('visit null', await visit.execute(new V.RecordRetireeVisit({ commandId: 'cmd-visit-5', retiree: 'T001', on: today, channel: '上门' as never, occasion: '日常' as never }, null)));

  const step = new R.RecordReviewStepHandler(house);
  show('step', await step.execute(new R.RecordReviewStep({ commandId: 'cmd-step-1', bill: '河清市新条例', lead: 'WS03', step: '立项' as never, on: today }, await who('P0016'))));
  show('step2', await step.execute(new R.RecordReviewStep({ commandId: 'cmd-step-2', bill: ' 河清市新条例', lead: 'WS03', step: '一审' as never, on: today }, await who('P0016'))));
  show('step3', await step.execute(new R.RecordReviewStep({ commandId: 'cmd-step-3', bill: '河清市新条例', lead: 'WS03', step: '一审' as never, on: today, chairDecision: '简化' }, await who('P0016'))));
  show('step4', await step.execute(new R.RecordReviewStep({ commandId: 'cmd-step-4', bill: '河清市新条例', lead: 'WS03', step: '报省法工委' as never, on: today }, await who('P0016'))));
  show('step5', await step.execute(new R.RecordReviewStep({ commandId: 'cmd-step-5', bill: '河清市历史文化名城保护条例', lead: 'WS03', step: '报省法工委' as never, on: today }, await who('P0016'))));

  const o = await new O.AdoptOpinionHandler(house).execute(new O.AdoptOpinion({ commandId: 'cmd-op-01', topic: '题', supervisor: 'WS07', carrier: 'CB04', on: today }, await who('P0036')));
  show('adopt', o);
  const oid = (o as { opinion: string }).opinion;
  show('answer', await new O.AnswerOpinionHandler(house).execute(new O.AnswerOpinion({ commandId: 'cmd-op-02', opinion: oid, on: today }, await who('P0036'))));
  show('hand', await new O.HandOverOpinionHandler(house).execute(new O.HandOverOpinion({ commandId: 'cmd-op-03', opinion: oid, on: today }, await who('P0010'))));
  show('answer', await new O.AnswerOpinionHandler(house).execute(new O.AnswerOpinion({ commandId: 'cmd-op-04', opinion: oid, on: today }, await who('P0036'))));
  show('vote', await new O.VoteOnOpinionHandler(house).execute(new O.VoteOnOpinion({ commandId: 'cmd-op-05', opinion: oid, on: today, vote: '不满意' as never }, await who('P0036'))));
  show('opinion', await new FindOpinionHandler(house).execute(new FindOpinion(oid, await who('P0036'))));
  stop.abort();
  await following;
  await f.close();
});
