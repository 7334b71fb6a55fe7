import { Leases } from './leases.js';
import { SpecHouse } from './testing/house.js';

const NAMES = ['archive', 'audit', 'items', 'ranking', 'todo'];

describe('leases', () => {
  let house: SpecHouse;
  let clock: number;
  beforeEach(async () => {
    house = await SpecHouse.open();
    clock = 0;
  });
  afterEach(() => house.close());

  const worker = (name: string): Leases =>
    new Leases(house.viewStore.shelf, NAMES, { worker: name, expiry: 3000, now: () => clock });
  const heldBy = (leases: Leases): readonly string[] => NAMES.filter((name) => leases.fenceOf(name) !== undefined);
  const tickAll = async (workers: readonly Leases[], times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      clock += 500;
      for (const leases of workers) {
        await leases.tick();
        for (const name of leases.surplus()) await leases.release(name);
      }
    }
  };

  it('give all to one that is alone', async () => {
    const alone = worker('a');
    await alone.tick();
    expect(heldBy(alone)).toEqual(NAMES);
    expect(alone.surplus()).toEqual([]);
  });

  it.each([2, 3, 5, 7])('are divided among %p without two holding one', async (count) => {
    const workers = Array.from({ length: count }, (_, at) => worker(`w${at}`));
    await tickAll(workers, 4);
    expect(workers.flatMap(heldBy).sort()).toEqual(NAMES);
    const most = Math.max(...workers.map((leases) => heldBy(leases).length));
    expect(most).toBe(Math.ceil(NAMES.length / count));
  });

  it('of one that shows no more sign of life are taken over, not before its time', async () => {
    const [lost, other] = [worker('lost'), worker('other')];
    await tickAll([lost, other], 3);
    const before = heldBy(lost);
    expect(before.length).toBeGreaterThan(0);
    await tickAll([other], 5);
    expect(heldBy(other)).not.toEqual(NAMES);
    await tickAll([other], 2);
    expect(heldBy(other)).toEqual(NAMES);
    for (const name of before) expect(await lost.confirm(name)).toBe(false);
    expect(heldBy(lost)).toEqual([]);
  });

  it('pass to others at once when one leaves', async () => {
    const [first, second] = [worker('first'), worker('second')];
    await tickAll([first, second], 3);
    await first.leave();
    await second.tick();
    expect(heldBy(second)).toEqual(NAMES);
    expect((await house.viewStore.shelf.list('worker/')).map(({ key }) => key)).toEqual(['worker/second']);
  });

  it('are shared again with one that was taken for gone and comes back', async () => {
    const [first, second] = [worker('first'), worker('second')];
    await tickAll([first, second], 3);
    await tickAll([second], 8);
    await tickAll([first, second], 4);
    expect([...heldBy(first), ...heldBy(second)].sort()).toEqual(NAMES);
    expect(heldBy(first).length).toBeGreaterThan(0);
  });

  it('have a later fence each time they are taken', async () => {
    const first = worker('first');
    await first.tick();
    const before = first.fenceOf('items') ?? 0;
    await first.tick();
    expect(first.fenceOf('items')).toBe(before);
    const second = worker('second');
    await tickAll([second], 8);
    expect(second.fenceOf('items')).toBeGreaterThan(before);
  });
});
