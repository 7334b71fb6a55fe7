import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isEnumType, isInputObjectType, isObjectType } from 'graphql';
import { isSpec, root, sources } from './sources.js';

/** DP-20: no field, argument, order or export scores, ranks, counts or reminds deputies, stations or towns. */
const BANNED = /(rank|score|league|leaderboard|quota|points|remind|checkin|onlinetime|likes|count|total|average|top)/i;

describe('DP-20 deputies are never ranked, scored or counted against each other', () => {
  const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'));
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));

  it('has no type of that kind in the schema', () => {
    const wrong = types
      .map((type) => type.name)
      .filter((name) => /deput|station|contact|suggestion|archive/i.test(name) && BANNED.test(name));
    expect(wrong).toEqual([]);
  });

  it('has no field or argument of that kind on what tells of deputies', () => {
    const wrong = types
      .filter((type) => /deput|contact|suggestion|archive|^Row/i.test(type.name))
      .flatMap((type) => {
        if (isInputObjectType(type)) return Object.keys(type.getFields()).map((field) => `${type.name}.${field}`);
        if (!isObjectType(type)) return [];
        return Object.values(type.getFields()).flatMap((field) => [
          `${type.name}.${field.name}`,
          ...field.args.map((argument) => `${type.name}.${field.name}(${argument.name})`),
        ]);
      })
      .filter((name) => BANNED.test(name.slice(name.indexOf('.'))));
    expect(wrong).toEqual([]);
  });

  it('has no order by a number of things anywhere', () => {
    const wrong = types
      .filter(isEnumType)
      .flatMap((type) => type.getValues().map((value) => `${type.name}.${value.name}`))
      .filter((name) => /count|number|most|least|rank|score/i.test(name.slice(name.indexOf('.'))));
    expect(wrong).toEqual([]);
  });

  it('connects pages without a total', () => {
    const wrong = types.filter(
      (type) =>
        type.name.endsWith('Connection') &&
        isObjectType(type) &&
        Object.keys(type.getFields()).some((field) => /count|total/i.test(field)),
    );
    expect(wrong.map((type) => type.name)).toEqual([]);
  });

  it('has no such word in the code of the deputies’ context and the archive', () => {
    const wrong = sources('libs/contexts/deputies', 'libs/contexts/archive')
      .filter(({ path }) => !isSpec(path))
      .flatMap(({ path, text }) =>
        [
          ...text
            .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'/g, '')
            .matchAll(/\b\w*(?:rank|score|league|quota|remind)\w*\b/gi),
        ].map((match) => `${path}: ${match[0]}`),
      );
    expect(wrong).toEqual([]);
  });
});
