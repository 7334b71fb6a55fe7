import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openSqliteEventStore, verifyStore } from '../../libs/event-store/index.js';
import { isRefusal } from '../../libs/kernel/index.js';
import { entering, ROSTERS, someDeeds, someLedger } from './deeds.js';
import { LawHouse, RUNS } from './house.js';

/** Laws of the history and its views, through the embedded stores, for random histories. */
const K = '2020-06-30T23:59:59.999+08:00';
const base = ROSTERS.map(entering);

describe('replay', () => {
  it('equals live: views that followed, views rebuilt beside them and views built from nothing are the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(someDeeds(25), async (deeds) => {
        await using house = await LawHouse.with(base);
        const stopping = new AbortController();
        const following = house.foundation.follow(stopping.signal);
        await house.perform(deeds, 'live');
        const behind = await house.foundation.runner?.waitFor(await house.tail(), { timeout: 20_000 });
        stopping.abort();
        await following;
        const live = await house.documents();
        const rebuilt = await house.tools.rebuild(undefined);
        expect(behind).toEqual([]);
        expect(rebuilt.map(({ added, removed, changed }) => added + removed + changed)).toEqual(rebuilt.map(() => 0));
        expect(await house.documents()).toEqual(live);
        await house.close();
        const anew = await LawHouse.open(house.folder, 'anew.db');
        await anew.foundation.catchUp();
        const fromNothing = await anew.documents();
        await anew.close();
        expect(fromNothing).toEqual(live);
      }),
      RUNS,
    );
  });
});

/** What two houses tell apart though they know the same: positions, also where they are ids, and when each wrote it down. */
const withoutPlace = (lines: readonly string[]): readonly string[] =>
  lines.map((line) =>
    line
      .replace(/^(\S+) \d+ /, '$1 ')
      .replaceAll(/"(?:position|recordedAt|prevHash|hash)":"[^"]*"|"id":"\d{20}"/g, '""'),
  );

describe('unrelated events', () => {
  it('commute: rows of different keys in any order give the same documents and the same ranking', async () => {
    const ledgerInTwoOrders = someLedger(8).chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows], { minLength: rows.length, maxLength: rows.length })),
    );
    await fc.assert(
      fc.asyncProperty(ledgerInTwoOrders, async (orders) => {
        const told: unknown[] = [];
        for (const rows of orders) {
          await using house = await LawHouse.with(base);
          // The command id goes by the row, whatever its place.
          for (const row of rows)
            await entering(row).perform(house.foundation.execution, `row-${entering(row).stream}`);
          await house.foundation.catchUp();
          told.push([
            [...withoutPlace(await house.documents())].sort(),
            await house.ranking('2019Q3', K),
            await house.ranking('2019Q4', K),
          ]);
        }
        expect(told[1]).toEqual(told[0]);
      }),
      RUNS,
    );
  });
});

describe('a repeated command', () => {
  it('changes nothing, at once or long after: no event, no document, no position', async () => {
    await fc.assert(
      fc.asyncProperty(someDeeds(20), async (deeds) => {
        await using house = await LawHouse.with(base);
        const answers = await house.perform(deeds, 'once');
        await house.foundation.catchUp();
        const before = { tail: await house.tail(), documents: await house.documents() };
        for (const [index, deed] of deeds.entries()) {
          const first = answers[index];
          // A refusal, or a wish that was true already, wrote nothing that could be found again.
          if (first === undefined || isRefusal(first) || first.events.length === 0) continue;
          expect(await house.repeat(deed, 'once', index)).toEqual({ ...first, repeated: true });
        }
        await house.foundation.catchUp();
        expect({ tail: await house.tail(), documents: await house.documents() }).toEqual(before);
      }),
      RUNS,
    );
  });
});

describe('any prefix of a history', () => {
  it('is a valid state: its chain holds, its views build, its ranking answers', async () => {
    await fc.assert(
      fc.asyncProperty(someDeeds(20), fc.double({ min: 0, max: 1, noNaN: true }), async (deeds, share) => {
        await using whole = await LawHouse.with(base);
        await whole.perform(deeds, 'live');
        const { events } = await whole.foundation.events.readAll(0n);
        const prefix = events.slice(0, Math.floor(events.length * share));
        const folder = mkdtempSync(join(tmpdir(), 'laws-prefix-'));
        const copy = await openSqliteEventStore({ file: join(folder, 'events.db') });
        await copy.appendCopied(prefix);
        expect((await verifyStore(copy)).findings).toEqual([]);
        await copy.close();
        await using house = await LawHouse.open(folder);
        await house.foundation.catchUp();
        const status = await house.foundation.runner?.status();
        expect(status?.filter(({ poison }) => poison !== null)).toEqual([]);
        for (const quarter of ['2019Q3', '2019Q4']) {
          expect(JSON.parse(await house.ranking(quarter, K))).toMatchObject({ quarter });
          await house.tools.obligations(quarter, K);
        }
      }),
      RUNS,
    );
  });
});
