import { isSpec, type Source, sources } from './sources.js';

/**
 * The arrows of the house: apps → composition → contexts → (projection, rulebook, access, calendar, ledger) → kernel. The stores hang
 * below the kernel's ports, and only composition names them.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'libs/kernel': [],
  'libs/calendar': ['libs/kernel'],
  'libs/rulebook': ['libs/kernel', 'libs/calendar'],
  'libs/access': ['libs/kernel'],
  'libs/projection': ['libs/kernel'],
  'libs/ledger': ['libs/kernel', 'libs/calendar'],
  'libs/event-store': ['libs/kernel'],
  'libs/view-store': ['libs/kernel'],
  'libs/contexts': ['libs/kernel', 'libs/calendar', 'libs/rulebook', 'libs/access', 'libs/projection', 'libs/ledger'],
  'libs/composition': [
    'libs/kernel',
    'libs/calendar',
    'libs/rulebook',
    'libs/access',
    'libs/projection',
    'libs/ledger',
    'libs/contexts',
    'libs/event-store',
    'libs/view-store',
  ],
};

const code = sources('libs', 'apps').filter(({ path }) => !isSpec(path));
const layerOf = (path: string): string => path.split('/').slice(0, 2).join('/');

describe('the arrows of the house', () => {
  it('points one way', () => {
    const wrong = code
      .filter(({ path }) => path.startsWith('libs/'))
      .flatMap((source) => {
        const layer = layerOf(source.path);
        const allowed = MAY_IMPORT[layer] ?? [];
        return source.imports
          .filter((target) => target.startsWith('libs/') || target.startsWith('apps/'))
          .filter((target) => layerOf(target) !== layer && !allowed.includes(layerOf(target)))
          .map(
            (target) =>
              `${source.path} imports ${target}: ${layer} may import ${allowed.join(', ') || 'nothing'}; hand it in as a parameter, or move what both need below`,
          );
      });
    expect(wrong).toEqual([]);
  });

  it('lets a context see of another its index only', () => {
    const contextOf = (path: string): string | undefined => /^libs\/contexts\/([^/]+)\//.exec(path)?.[1];
    const shared = new Set([undefined, 'graphql']);
    const wrong = code.flatMap((source) => {
      const own = contextOf(source.path);
      if (shared.has(own)) return [];
      return source.imports
        .filter((target) => !shared.has(contextOf(target)) && contextOf(target) !== own)
        .filter((target) => !/^libs\/contexts\/[^/]+\/index\.js$/.test(target))
        .map(
          (target) =>
            `${source.path} imports ${target}: import the other context's index.js (event types and ids), or hear it as events`,
        );
    });
    expect(wrong).toEqual([]);
  });

  it('lets apps know composition, and what it must to speak its types', () => {
    const allowed = [
      'libs/composition',
      'libs/kernel',
      'libs/calendar',
      'libs/ledger',
      'libs/rulebook',
      'libs/contexts/graphql',
      'apps/',
    ];
    const wrong = code
      .filter(({ path }) => path.startsWith('apps/'))
      .flatMap((source) =>
        source.imports
          .filter((target) => target.startsWith('libs/') && !allowed.some((start) => target.startsWith(start)))
          .map((target) => `${source.path} imports ${target}: go through libs/composition`),
      );
    expect(wrong).toEqual([]);
  });

  it('names concrete stores in composition only', () => {
    const wrong = code
      .filter(({ path }) => !path.startsWith('libs/event-store/') && !path.startsWith('libs/view-store/'))
      .filter(
        ({ path, imports }) =>
          path !== 'libs/composition/stores.ts' &&
          imports.some((target) => /^libs\/(event|view)-store\/(sqlite|eventstoredb|mongodb)/.test(target)),
      )
      .map(({ path }) => `${path}: open stores through libs/composition/stores.ts`);
    expect(wrong).toEqual([]);
  });

  it('keeps every main.ts a door of at most 20 lines', () => {
    const long = sources('apps')
      .filter(({ path }) => path.endsWith('/main.ts'))
      .filter(({ text }) => text.trimEnd().split('\n').length > 20)
      .map(({ path }) => `${path} is longer than 20 lines: move what it does into libs/composition`);
    expect(long).toEqual([]);
  });
});

const PURE_FOLDERS = [
  /^libs\/kernel\//,
  /^libs\/calendar\//,
  /^libs\/rulebook\/(obligations|scoring)\//,
  /^libs\/rulebook\/(rule|rulebook|policy|world)\.ts$/,
];
/** Within a context the doors may know Nest; what decides, folds and computes may not. */
const DOOR = /\.(commands|inputs|queries|graphql|module|types)\.ts$|\/graphql\/|\/(context|house)\.ts$/;
const isPure = ({ path }: Source): boolean =>
  PURE_FOLDERS.some((folder) => folder.test(path)) || (path.startsWith('libs/contexts/') && !DOOR.test(path));

describe('the pure core', () => {
  const pure = code.filter(isPure);

  it('knows neither Nest nor Node nor any package', () => {
    const wrong = pure.flatMap(({ path, imports }) =>
      imports
        .filter((target) => !target.startsWith('libs/'))
        .map((target) => `${path} imports ${target}: the core is pure, hand in what it needs`),
    );
    expect(wrong).toEqual([]);
  });

  it('reads no clock, chance or environment', () => {
    const wrong = pure.flatMap(({ path, text }) =>
      [/\bDate\.now\(/, /\bnew Date\(\)/, /\bMath\.random\(/, /\bprocess\.env\b/, /\bperformance\.now\(/]
        .filter((pattern) => pattern.test(text))
        .map((pattern) => `${path} uses ${pattern.source}: time, chance and configuration are handed in`),
    );
    expect(wrong).toEqual([]);
  });

  it('is found at all', () => {
    expect(pure.length).toBeGreaterThan(40);
  });
});
