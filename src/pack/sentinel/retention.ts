/**
 * Days that a Log Analytics table takes.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import type { JsonObject } from '../pack-files.js';
import type { PackSettings } from '../settings.js';

/** Interactive retention that costs nothing extra in Sentinel. */
const INTERACTIVE_DAYS = 90;
const LEAST = 4;
/** Up to here any number of days, beyond whole years only. */
const TWO_YEARS = 730;
/** Three to twelve years. Six years are 2191 here, one short where both leap days lie within them. */
const YEARS = [1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383];
/** What the portal offers below. */
const OFFERED = [30, 60, 90, 120, 180, 270, 365, 550, TWO_YEARS];

/**
 * Days of total retention that Azure takes and that are not fewer than asked for.
 * @throws AgentSiemError `pack.retention` beyond twelve years
 */
export const totalRetentionDays = (days: number): number => {
  if (days <= TWO_YEARS) return Math.max(days, LEAST);
  const found = YEARS.find((years) => years >= days);
  if (found !== undefined) return found;
  throw new AgentSiemError(`Azure keeps events ${YEARS.at(-1) ?? 0} days at most, not ${days}`, {
    code: 'pack.retention',
    mend: 'Lower pack.retention_days or pack.phi_retention_days, and export what must be kept longer.',
  });
};

const choice = (days: number, description: string): JsonObject => ({
  type: 'int',
  defaultValue: days,
  // A number that Azure does not take would end the deployment halfway.
  allowedValues: [...new Set([...OFFERED, ...YEARS, days])].toSorted((left, right) => left - right),
  metadata: { description },
});

/** Parameters of the template: days in which queries see events, and days until deletion. */
export const retentionParameters = ({ retentionDays, phiRetentionDays }: PackSettings): JsonObject => {
  const total = totalRetentionDays(retentionDays);
  const phi = totalRetentionDays(phiRetentionDays);
  return {
    interactiveDays: {
      type: 'int',
      defaultValue: Math.min(INTERACTIVE_DAYS, total, phi),
      minValue: LEAST,
      maxValue: TWO_YEARS,
      metadata: { description: 'Days that queries see without a search job; no more than the total' },
    },
    totalDays: choice(total, `Days until deletion; ${retentionDays} were asked for`),
    phiTotalDays: choice(
      phi,
      `Days until deletion of events that touched protected health information; ${phiRetentionDays} were asked for, and Azure takes whole years`,
    ),
  };
};
