import { eventId } from './ids.js';

describe('the id of an event', () => {
  it('is the same for the same command, stream and place, for ever', () => {
    expect(eventId('command-1', 'leave-QJ001', 0)).toBe(eventId('command-1', 'leave-QJ001', 0));
    expect(eventId('command-1', 'leave-QJ001', 0)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('is another for another command, stream or place', () => {
    const ids = [
      eventId('command-1', 'leave-QJ001', 0),
      eventId('command-2', 'leave-QJ001', 0),
      eventId('command-1', 'leave-QJ002', 0),
      eventId('command-1', 'leave-QJ001', 1),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});
