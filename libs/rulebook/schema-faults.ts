import type { ErrorObject } from 'ajv/dist/2020.js';

/** Keys and indexes from the document's root down. */
export type Path = readonly (string | number)[];

export interface SchemaFault {
  readonly path: Path;
  readonly message: string;
}

/**
 * Turns the errors of a schema check into Chinese sentences that say what stands there and what to write instead. The descriptions in
 * the schema are written for this: they finish the sentence “应写：…”.
 */
export const faultsOfSchema = (errors: readonly ErrorObject[]): readonly SchemaFault[] => {
  const faults = errors.filter(tellsItself).map(faultOf);
  return faults.filter((fault, index) => faults.findIndex((other) => sameFault(other, fault)) === index);
};

/** `anyOf` and what stands under it report the same place once more; only the choice as a whole is told. */
const tellsItself = ({ keyword, schemaPath }: ErrorObject): boolean =>
  keyword !== 'propertyNames' && keyword !== 'oneOf' && !/\/anyOf\/\d+\//.test(schemaPath);

const sameFault = (a: SchemaFault, b: SchemaFault): boolean =>
  a.path.join('/') === b.path.join('/') && a.message === b.message;

const faultOf = (error: ErrorObject): SchemaFault => {
  const at = error.instancePath.split('/').slice(1).map(unescapePointer);
  const what = named(at);
  const found = shown(error.data);
  const advice = adviceOf(error.parentSchema);
  switch (error.keyword) {
    case 'required': {
      const missing = String(error.params['missingProperty']);
      return {
        path: at,
        message: `缺少“${missing}”。请补上${adviceOf(propertyOf(error.parentSchema, missing), '：')}。`,
      };
    }
    case 'additionalProperties': {
      const extra = String(error.params['additionalProperty']);
      const known = Object.keys(objectOf(objectOf(error.parentSchema)['properties']));
      return { path: [...at, extra], message: `不认识的项“${extra}”。这里可以写：${known.join('、')}。` };
    }
    case 'enum': {
      const allowed = (error.params['allowedValues'] as unknown[]).map((value) => String(value));
      return { path: at, message: `${what}不能是${found}。只能写：${allowed.join('、')}。` };
    }
    case 'const':
      return { path: at, message: `${what}不能是${found}。只能写：${shown(error.params['allowedValue'])}。` };
    case 'discriminator': {
      const tag = String(error.params['tag']);
      const choices = tagsOf(error.parentSchema, tag);
      return {
        path: [...at, tag],
        message: `“${tag}”不能是${shown(error.params['tagValue'])}。只能写：${choices.join('、')}。`,
      };
    }
    case 'type':
      return {
        path: at,
        message: `${what}的类型不对，现为${found}。应是${TYPES[String(error.params['type'])] ?? String(error.params['type'])}${advice}。`,
      };
    default:
      return error.propertyName === undefined
        ? {
            path: at,
            message: `${what}写得不对，现为${found}。请改成${advice === '' ? '规定的样子' : advice.slice(1)}。`,
          }
        : {
            path: [...at, error.propertyName],
            message: `名称“${error.propertyName}”写得不对。请改成${advice.slice(1)}。`,
          };
  }
};

/** `“fed_by”第1项` for the first item of a list, `“title”` for a key, the file itself for the root. */
const named = (at: readonly string[]): string => {
  const last = at.at(-1);
  if (last === undefined) return '文件';
  return /^\d+$/.test(last) ? `${named(at.slice(0, -1))}第${Number(last) + 1}项` : `“${last}”`;
};

const TYPES: Readonly<Record<string, string>> = {
  string: '文字',
  integer: '整数',
  boolean: 'true 或 false',
  array: '列表',
  object: '若干“名称: 值”',
};

const adviceOf = (schema: unknown, before = '：'): string => {
  const description = objectOf(schema)['description'];
  return typeof description === 'string' ? `${before}${description}` : '';
};

const propertyOf = (schema: unknown, name: string): unknown => objectOf(objectOf(schema)['properties'])[name];

/** The words a discriminating key may have, over all alternatives. */
const tagsOf = (schema: unknown, tag: string): readonly string[] => {
  const alternatives = objectOf(schema)['oneOf'];
  if (!Array.isArray(alternatives)) return [];
  return alternatives.flatMap((alternative) => {
    const choice = objectOf(propertyOf(alternative, tag));
    return Array.isArray(choice['enum']) ? choice['enum'].map(String) : [String(choice['const'])];
  });
};

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? '空');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const unescapePointer = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');
