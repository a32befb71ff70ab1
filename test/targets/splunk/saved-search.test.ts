import { describe, expect, it } from 'vitest';
import { savedSearchFor, type SavedSearch } from '../../../src/targets/splunk/index.js';
import { SAMPLES } from './sample-rules.js';

const saved = (name: keyof typeof SAMPLES): SavedSearch => {
  const outcome = savedSearchFor(SAMPLES[name]);
  if (!outcome.ok) throw new Error('refused');
  return outcome.search;
};

describe('saved searches', () => {
  it('plain detections select by arrival and are throttled by group, longer than runs overlap', () => {
    expect(saved('p1')).toMatchObject({
      cronSchedule: '*/5 * * * *',
      earliestTime: '-30d',
      latestTime: '+2d',
      indexEarliest: '-960s',
      suppressFields: ['group_key'],
      // An event is seen by the runs of fifteen minutes.
      suppressPeriod: '1800s',
      severity: 5,
    });
  });

  it('late arrivals are scanned by arrival, over a month of event time, and throttled by group', () => {
    expect(saved('late')).toMatchObject({
      earliestTime: '-30d',
      latestTime: '+2d',
      // Window, delay, the run's range of three grids, one for the edge, a minute.
      indexEarliest: `-${String(1800 + 300 + 3 * 300 + 300 + 60)}s`,
      suppressFields: ['group_key'],
      suppressPeriod: '1800s',
    });
  });

  it('a run scans far enough back for its oldest instant', () => {
    // Window, delay, five minutes between runs, two instants more, one for the edge.
    expect(saved('failures').earliestTime).toBe(`-${String(600 + 300 + 300 + 2 * 60 + 60)}s`);
    const history = 169 * 3600;
    expect(saved('p3').earliestTime).toBe(`-${String(history + 300 + 3600 + 2 * 3600 + 3600)}s`);
  });

  it('is throttled by group for the timespan, by instant where instants lie further apart', () => {
    expect(saved('failures')).toMatchObject({ suppressFields: ['group_key'], suppressPeriod: '600s' });
    expect(saved('p3')).toMatchObject({ suppressFields: ['alert_key'], suppressPeriod: `${String(3 * 3600)}s` });
    expect(saved('cost')).toMatchObject({
      suppressFields: ['group_key', 'bucket_start'],
      suppressPeriod: '86400s',
      cronSchedule: '5 * * * *',
    });
  });

  it('a coarse grid still runs every hour, after the delay', () => {
    expect(saved('unregistered').cronSchedule).toBe('5 * * * *');
  });

  it('parameters stand as macros', () => {
    const { search, macros } = saved('failures');
    expect(search).toContain('value >= `p5_auth_failures_failures`');
    expect(macros['p5_auth_failures_failures']).toBe('5');
  });
});
