import { registerDecorator, type ValidationOptions } from 'class-validator';
import { isValidDay } from '../../calendar/index.js';

/** Shape of an input: a day of the calendar in the one form `YYYY-MM-DD`, so that 2019-02-30 never becomes part of an event. */
export const IsRealDay =
  (options: ValidationOptions) =>
  (target: object, propertyName: string): void =>
    registerDecorator({
      name: 'isRealDay',
      target: target.constructor,
      propertyName,
      options,
      validator: { validate: (value: unknown) => typeof value === 'string' && isValidDay(value) },
    });
